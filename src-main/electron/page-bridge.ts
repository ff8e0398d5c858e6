/** @file The one object that a page gets of Electron: `window.lab`. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import {
  EVENT_CHANNEL,
  namesFromArguments,
  REQUEST_CHANNEL,
  type BridgeAnswer,
  type LabBridge,
} from './channels.ts';

type Listener = (payload: unknown) => void;

/** Puts the object into the page. @param argv arguments of the page's process, with the names of the tables */
export function exposeBridge(argv: readonly string[]): void {
  const names = namesFromArguments(argv);
  const listeners = new Map<string, Set<Listener>>();
  hearEvents(listeners);
  const bridge: LabBridge = {
    request: async (name, params) => {
      if (!names.requests.has(name)) return refused('not-found', `There is no request '${String(name)}'.`);
      try {
        return await (ipcRenderer.invoke(REQUEST_CHANNEL, name, params) as Promise<BridgeAnswer>);
      } catch (error) {
        // The main process answers errors as values; what comes here is the channel itself failing.
        return refused('internal', error instanceof Error ? error.message : String(error));
      }
    },
    on: (name, listener) => {
      if (!names.events.has(name)) throw new TypeError(`There is no event '${String(name)}'.`);
      const heard = listeners.get(name) ?? new Set();
      listeners.set(name, heard.add(listener));
      return () => void heard.delete(listener);
    },
  };
  contextBridge.exposeInMainWorld('lab', bridge);
}

function hearEvents(listeners: ReadonlyMap<string, ReadonlySet<Listener>>): void {
  // The event object stays here: it holds the way back into the main process.
  ipcRenderer.on(EVENT_CHANNEL, (_: IpcRendererEvent, name: string, payload: unknown) => {
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        listener(payload);
      } catch (error) {
        // One reader that fails does not keep the others from reading.
        console.error(error);
      }
    }
  });
}

function refused(code: 'not-found' | 'internal', message: string): BridgeAnswer {
  return { ok: false, error: { code, message, details: {} } };
}
