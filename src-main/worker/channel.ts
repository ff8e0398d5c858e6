/** @file The worker's end of the line to the lab: the same over `child_process.fork` and Electron's `utilityProcess`. */
import { toWorker, type FromWorker, type ToWorker } from '../contract/wire/worker-protocol.ts';

export interface WorkerChannel {
  send(message: FromWorker): void;
  /** Messages that do not fit the protocol end the process: the lab and the worker are of different versions. */
  onMessage(listener: (message: ToWorker) => void): void;
  /** The lab is gone; nothing more can be committed. */
  onClosed(listener: () => void): void;
  /** Ends the process once everything sent has been handed to the system: a large message takes more than one write. */
  leave(): Promise<void>;
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
      leave: async () => process.exit(0),
    };
  }
  if (!process.send) throw new Error('worker: this file is started by the lab, with a channel');
  let sent = Promise.resolve();
  return {
    send(message) {
      // Messages leave in order, so the last one stands for all. One that cannot leave has nobody to hear it.
      sent = new Promise((done) => process.send?.(message, undefined, undefined, () => done()));
    },
    onMessage: (listener) => process.on('message', (message) => listener(toWorker.parse(message))),
    onClosed: (listener) => process.on('disconnect', listener),
    async leave() {
      await sent;
      process.disconnect();
    },
  };
}
