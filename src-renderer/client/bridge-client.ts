/** @file The lab behind Electron's preload script. Structured clone carries typed arrays, so nothing is encoded. */
import type { EventName, EventPayload } from '../../src-main/contract/wire/events.ts';
import type { LabConnection } from './connection.ts';
import { readEvent, readReply } from './replies.ts';

/** The one object the preload script exposes as `window.lab`. */
export interface LabBridge {
  request(name: string, params: unknown): Promise<unknown>;
  /** @returns a function that ends the subscription */
  on(name: string, listener: (payload: unknown) => void): () => void;
}

/** The main process lives as long as the window, so this connection is always there. */
export function bridgeConnection(bridge: LabBridge): LabConnection {
  return {
    host: 'desktop',
    state: { phase: 'online' },
    onState: () => () => {},
    retryNow: () => {},
    close: () => {},
    request: async (name, params) => readReply(name, await bridge.request(name, plain(params))),
    on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) =>
      bridge.on(name, (payload) => {
        const event = readEvent({ name, payload });
        if (event) listener(event.payload as EventPayload<N>);
      }),
  };
}

/** Proxies of reactive state cannot be cloned; params are small and plain, so a copy through JSON is exact. */
const plain = (params: unknown): unknown => JSON.parse(JSON.stringify(params));
