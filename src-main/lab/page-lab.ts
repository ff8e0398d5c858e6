/** @file A lab as a host gives it to its page: the commands that it names work where they are pasted, in the terminal that
 *  the host was started from. */
import { resolve } from 'node:path';
import { quoteWord } from '../base/quote-word.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import type { RequestResult } from '../contract/wire/requests.ts';
import { asCalled, type CommandCall } from './as-called.ts';
import { defaultStoreFile, type Surroundings } from './user-folder.ts';

export interface CommandPlace {
  readonly call: CommandCall;
  /** The store, where commands may take another one unless they are told; else null. */
  readonly db: string | null;
  /** Whether the host is an installed app, which brings no command along. */
  readonly installed?: boolean;
}

/** Added to what names a command to somebody who may have none. */
const CHECKOUT = 'Commands are typed in a checkout of Grokking Lab; the installed app brings none.';

/**
 * The store as commands have to be told, from whichever folder; null where they find it themselves.
 * @param file as this process opens it
 * @param around with GROKLAB_DB as it is where commands are typed
 */
export function storeToTell(file: string, around: Surroundings): string | null {
  const path = resolve(file);
  const found = !around.env['GROKLAB_DB'] && path === resolve(defaultStoreFile(around));
  return found ? null : path;
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

/** A message whose commands are for that place. */
export function messageFor(message: string, { call, db, installed = false }: CommandPlace): string {
  const said = asCalled(message, call, db);
  return installed && said !== message ? `${said.replace(/\.?$/, '.')} ${CHECKOUT}` : said;
}

function repeatable(
  details: RequestResult<'runs.get'>,
  { call, db }: CommandPlace,
): RequestResult<'runs.get'> {
  if (details.command === '') return details;
  const store = db === null ? '' : ` --db ${quoteWord(db)}`;
  return { ...details, command: asCalled(details.command, call) + store };
}

function withCommands(error: unknown, place: CommandPlace): unknown {
  if (!(error instanceof LabError)) return error;
  return new LabError(error.code, messageFor(error.message, place), error.details, error);
}
