/** @file Answers and events as they come over a channel, checked against the contract's tables. */
import { z } from 'zod';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import { errorEnvelope, fromEnvelope } from '../../src-main/contract/wire/error-envelope.ts';
import { EVENTS, type EventName, type LabEvent } from '../../src-main/contract/wire/events.ts';
import { REQUESTS, type RequestName, type RequestResult } from '../../src-main/contract/wire/requests.ts';

const reply = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorEnvelope }),
]);

/**
 * The value of a reply.
 * @throws LabError as the lab gave it, or `internal` for a reply that breaks the contract
 */
export function readReply<N extends RequestName>(name: N, message: unknown): RequestResult<N> {
  const parsed = reply.safeParse(message);
  if (!parsed.success) throw unexpected(name, 'the reply is neither a value nor an error');
  if (!parsed.data.ok) throw fromEnvelope(parsed.data.error);
  const value = REQUESTS[name].result.safeParse(parsed.data.value);
  if (!value.success) throw unexpected(name, firstIssue(value.error));
  return value.data as RequestResult<N>;
}

/** The event, or undefined for a message that is none of the table. */
export function readEvent(message: unknown): LabEvent | undefined {
  if (message === null || typeof message !== 'object') return undefined;
  const { name, payload } = message as { name?: unknown; payload?: unknown };
  if (typeof name !== 'string' || !Object.hasOwn(EVENTS, name)) return undefined;
  const parsed = EVENTS[name as EventName].safeParse(payload);
  return parsed.success ? ({ name, payload: parsed.data } as LabEvent) : undefined;
}

function unexpected(name: string, what: string): LabError {
  return new LabError(
    'internal',
    `${name}: the lab's answer does not fit this page (${what}). Page and lab may be of different versions; reload the page.`,
  );
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'unknown form';
}

/** Thrown when nobody answered at all; pages show the banner instead of an error of their own. */
export const AWAY = 'away';

export function awayError(name: string, cause?: unknown): LabError {
  return new LabError(
    'internal',
    `${name}: the lab does not answer. It is tried again by itself.`,
    { [AWAY]: true },
    cause,
  );
}

export const isAway = (error: unknown): boolean => error instanceof LabError && error.details[AWAY] === true;
