/** @file The door of every request: name and parameters are checked against the table before a handler sees them. */
import type { z } from 'zod';
import { LabError } from '../contract/values/lab-error.ts';
import {
  REQUESTS,
  type LabHandlers,
  type RequestName,
  type RequestParams,
  type RequestResult,
} from '../contract/wire/requests.ts';

export function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(REQUESTS, name);
}

/**
 * The handler's answer to a request whose parameters are of the right shape.
 * @throws LabError `bad-request` for an unknown name or naming the field that is wrong; `not-owner` where no
 * handler is given, since only the process that owns the store answers it; whatever the handler throws
 */
export async function answerRequest<N extends RequestName>(
  handlers: Partial<LabHandlers>,
  name: N,
  params: RequestParams<N>,
): Promise<RequestResult<N>> {
  if (!isRequestName(name)) {
    const known = Object.keys(REQUESTS).join(', ');
    throw new LabError('bad-request', `unknown request '${String(name)}'; there are ${known}.`);
  }
  const parsed = REQUESTS[name].params.safeParse(params);
  if (!parsed.success) throw badRequest(name, parsed.error.issues[0] as z.core.$ZodIssue);
  const handler = handlers[name];
  if (!handler) {
    throw new LabError('not-owner', `${name}: only the process that owns the store can do that.`);
  }
  return await handler(parsed.data as RequestParams<N>);
}

function badRequest(name: RequestName, issue: z.core.$ZodIssue): LabError {
  const field = issue.path.map(String).join('.') || 'params';
  return new LabError('bad-request', `${name}: ${field}: ${issue.message}.`, { field });
}
