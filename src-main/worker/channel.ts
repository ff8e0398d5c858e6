/** @file The worker's end of the line to the lab: the same over `child_process.fork` and Electron's `utilityProcess`. */
import { toWorker, type FromWorker, type ToWorker } from '../contract/wire/worker-protocol.ts';

export interface WorkerChannel {
  send(message: FromWorker): void;
  /** Messages that do not fit the protocol end the process: the lab and the worker are of different versions. */
  onMessage(listener: (message: ToWorker) => void): void;
  /** The lab is gone; nothing more can be committed. */
  onClosed(listener: () => void): void;
}

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The channel of this process, whichever way it was started. */
export function openChannel(): WorkerChannel {
  const port = (process as { parentPort?: ParentPort }).parentPort;
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(toWorker.parse(data))),
      // Electron ends utility processes with the app.
      onClosed: () => {},
    };
  }
  if (!process.send) throw new Error('worker: this file is started by the lab, with a channel');
  return {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', (message) => listener(toWorker.parse(message))),
    onClosed: (listener) => process.on('disconnect', listener),
  };
}
