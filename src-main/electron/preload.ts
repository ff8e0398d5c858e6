/** @file Runs in the page's process before the page: gives it one object, `window.lab`, and nothing else of Electron. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { EVENT_CHANNEL, namesFromArguments, REQUEST_CHANNEL, type LabBridge } from './channels.ts';

type Listener = (payload: unknown) => void;

const names = namesFromArguments(process.argv);
const listeners = new Map<string, Set<Listener>>();

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

const bridge: LabBridge = {
  request: async (name, params) => {
    if (names.requests.has(name)) return ipcRenderer.invoke(REQUEST_CHANNEL, name, params);
    const message = `There is no request '${String(name)}'.`;
    return { ok: false, error: { code: 'not-found', message, details: {} } };
  },
  on: (name, listener) => {
    if (!names.events.has(name)) throw new TypeError(`There is no event '${String(name)}'.`);
    const heard = listeners.get(name) ?? new Set();
    listeners.set(name, heard.add(listener));
    return () => void heard.delete(listener);
  },
};

contextBridge.exposeInMainWorld('lab', bridge);
