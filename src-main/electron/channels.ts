/** @file What main process and preload script must agree on. The names of the tables travel as arguments of the page's
 *  process, so that the preload script needs neither the schemas nor a second list. */
import type { ErrorEnvelope } from '../contract/wire/error-envelope.ts';

export const REQUEST_CHANNEL = 'lab:request';
export const EVENT_CHANNEL = 'lab:event';

const REQUEST_NAMES = '--lab-requests=';
const EVENT_NAMES = '--lab-events=';

export interface ChannelNames {
  readonly requests: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
}

/** The object that the preload script puts into the page as `window.lab`. */
export interface LabBridge {
  /** Never rejects: an error is part of the answer, since only its text would survive a rejection. */
  request(name: string, params: unknown): Promise<BridgeAnswer>;
  /** @returns a function that ends the subscription
   *  @throws TypeError for a name that is not in the table of events */
  on(name: string, listener: (payload: unknown) => void): () => void;
}

export type BridgeAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorEnvelope };

export function namesAsArguments(requests: readonly string[], events: readonly string[]): string[] {
  return [REQUEST_NAMES + requests.join(','), EVENT_NAMES + events.join(',')];
}

export function namesFromArguments(argv: readonly string[]): ChannelNames {
  const read = (prefix: string) => {
    const argument = argv.find((text) => text.startsWith(prefix)) ?? prefix;
    return new Set(argument.slice(prefix.length).split(',').filter(Boolean));
  };
  return { requests: read(REQUEST_NAMES), events: read(EVENT_NAMES) };
}
