/** @file A lab that remembers what it was asked, for tests of the channel alone. */
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import type { EventName, EventPayload } from '../../../src-main/contract/wire/events.ts';
import type { LabClient } from '../../../src-main/contract/wire/lab-client.ts';
import type { RequestName } from '../../../src-main/contract/wire/requests.ts';

type Listener = (payload: never) => void;

export interface StubLab extends LabClient {
  readonly calls: { name: RequestName; params: unknown }[];
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void;
  listeners(): number;
}

/** @param answer what a request gives; by default its own parameters, so that a test sees them again */
export function stubLab(
  answer: (name: RequestName, params: unknown) => unknown = (_, params) => params,
): StubLab {
  const calls: StubLab['calls'] = [];
  const listeners = new Map<EventName, Set<Listener>>();
  return {
    calls,
    request: async (name, params) => {
      calls.push({ name, params });
      return (await answer(name, params)) as never;
    },
    on: (name, listener) => {
      const heard = listeners.get(name) ?? new Set();
      listeners.set(name, heard.add(listener));
      return () => heard.delete(listener);
    },
    emit: (name, payload) => {
      for (const listener of listeners.get(name) ?? []) listener(payload as never);
    },
    listeners: () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0),
  };
}

export const refusingLab = (error: LabError): StubLab =>
  stubLab(() => {
    throw error;
  });
