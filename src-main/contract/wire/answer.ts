/** @file How every host answers a request: known name, right shape, then the lab; whatever goes wrong comes back as
 *  an envelope. One function, so that window, browser page and socket refuse the same things in the same words. */
import type { z } from 'zod';
import { LabError } from '../values/lab-error.ts';
import { toEnvelope, type ErrorEnvelope } from './error-envelope.ts';
import { EVENTS, type EventName } from './events.ts';
import type { LabClient } from './lab-client.ts';
import { REQUESTS, type RequestName, type RequestParams } from './requests.ts';

export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorEnvelope };

/** Issues listed in `details`; a message that lists thousands helps nobody. */
const MOST_ISSUES = 10;

export function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(REQUESTS, name);
}

export function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(EVENTS, name);
}

/** Never throws and never rejects. */
export async function answerTo(lab: LabClient, name: unknown, params: unknown): Promise<Answer> {
  try {
    const checked = checkRequest(name, params);
    return { ok: true, value: await lab.request(checked.name, checked.params) };
  } catch (error) {
    return refusal(error);
  }
}

/** The answer that carries an error. */
export function refusal(error: unknown): Answer {
  return { ok: false, error: toEnvelope(error) };
}

/** A request as it came from outside, now known to fit the table.
 *  @throws LabError `not-found` for an unknown name, `bad-request` naming the field that does not fit */
export function checkRequest(
  name: unknown,
  params: unknown,
): { name: RequestName; params: RequestParams<RequestName> } {
  if (!isRequestName(name)) throw unknownRequest(name);
  const parsed = safeParse(name, params);
  if (!parsed.success) throw badParams(name, parsed.error.issues);
  return { name, params: parsed.data };
}

function safeParse(name: RequestName, params: unknown) {
  try {
    return REQUESTS[name].params.safeParse(params);
  } catch (cause) {
    // Values nested some thousand levels deep exhaust the stack.
    throw new LabError('bad-request', `Request ${name}: nested too deeply.`, { request: name }, cause);
  }
}

function unknownRequest(name: unknown): LabError {
  const shown = typeof name === 'string' ? name.slice(0, 100) : typeof name;
  return new LabError('not-found', `There is no request '${shown}'; known are the names in 'known'.`, {
    known: Object.keys(REQUESTS),
  });
}

function badParams(name: RequestName, issues: readonly z.core.$ZodIssue[]): LabError {
  const described = issues.slice(0, MOST_ISSUES).map(describeIssue);
  return new LabError('bad-request', `Request ${name}: ${described[0] ?? 'wrong shape'}.`, {
    request: name,
    issues: described,
  });
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
