/** @file A lab as a host gives it to its page: the commands that it names work where they are pasted, in the terminal that
 *  the host was started from. */
import { quoteWord } from '../base/quote-word.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import type { RequestResult } from '../contract/wire/requests.ts';
import { asCalled, type CommandCall } from './as-called.ts';

export interface CommandPlace {
  readonly call: CommandCall;
  /** The store, where commands would take another one unless they are told; else null. */
  readonly db: string | null;
}

/** The same lab, whose errors and repeated runs are for that place. */
export function pageLab(lab: LabClient, place: CommandPlace): LabClient {
  return {
    on: (name, listener) => lab.on(name, listener),
    request: async (name, params) => {
      try {
        const result = await lab.request(name, params);
        return name === 'runs.get' ? repeatable(result as RequestResult<'runs.get'>, place) : result;
      } catch (error) {
        throw withCommands(error, place);
      }
    },
  } as LabClient;
}

function repeatable(
  details: RequestResult<'runs.get'>,
  { call, db }: CommandPlace,
): RequestResult<'runs.get'> {
  if (details.command === '') return details;
  const store = db === null ? '' : ` --db ${quoteWord(db)}`;
  return { ...details, command: asCalled(details.command, call) + store };
}

function withCommands(error: unknown, { call }: CommandPlace): unknown {
  if (!(error instanceof LabError)) return error;
  return new LabError(error.code, asCalled(error.message, call), error.details, error);
}
