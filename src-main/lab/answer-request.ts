/** @file The door of every request: name and parameters are checked against the table before a handler sees them. */
import { LabError } from '../contract/values/lab-error.ts';
import { checkRequest } from '../contract/wire/answer.ts';
import type { LabHandlers, RequestName, RequestParams, RequestResult } from '../contract/wire/requests.ts';

/**
 * The handler's answer to a request whose parameters are of the right shape.
 * @throws LabError as `checkRequest` does; `not-owner` where no handler is given, since only the process that owns
 * the store answers it; whatever the handler throws
 */
export async function answerRequest<N extends RequestName>(
  handlers: Partial<LabHandlers>,
  name: N,
  params: RequestParams<N>,
): Promise<RequestResult<N>> {
  const checked = checkRequest(name, params);
  const handler = handlers[name];
  if (!handler) {
    throw new LabError('not-owner', `${name}: only the process that owns the store can do that.`);
  }
  return await handler(checked.params as RequestParams<N>);
}
