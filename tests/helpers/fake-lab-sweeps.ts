/** @file The part of the lab in memory that is about sweeps and the queue: a lab that has made no sweep. */
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { QueueSummary } from '../../src-main/contract/values/sweep-record.ts';
import type { LabHandlers, RequestName } from '../../src-main/contract/wire/requests.ts';

type Handlers = Pick<LabHandlers, Extract<RequestName, `sweeps.${string}` | `queue.${string}`>>;

/** @param runs the runs there are now */
export function sweeplessHandlers(runs: () => readonly RunRecord[]): Handlers {
  const settings = { paused: false, parallel: null as number | null, threads: null as number | null };
  const unknown = (): never => {
    throw new LabError('not-found', 'sweep: there is no sweep yet.');
  };
  const queue = (): QueueSummary => ({
    ...{ paused: settings.paused, parallel: settings.parallel, threads: settings.threads ?? 8, cores: 8 },
    running: runs().filter((run) => run.status === 'running').length,
    waiting: runs().filter((run) => run.status === 'queued').length,
    ...{ runsPerHour: null, secondsLeft: null, slow: 0, freeBytes: 1e12 },
  });
  return {
    'sweeps.preview': unknown,
    'sweeps.create': unknown,
    'sweeps.extend': unknown,
    'sweeps.list': () => ({ sweeps: [], total: 0 }),
    'sweeps.get': unknown,
    'sweeps.pause': unknown,
    'sweeps.resume': unknown,
    'sweeps.stop': unknown,
    'sweeps.rerunMissing': unknown,
    'sweeps.remove': unknown,
    'sweeps.restore': unknown,
    'sweeps.purge': unknown,
    'sweeps.edit': unknown,
    'queue.read': () => ({ queue: queue(), running: [], waiting: [] }),
    'queue.move': () => ({ queue: queue() }),
    'queue.prioritize': () => ({ queue: queue() }),
    'queue.configure': ({ parallel, threads }) => {
      if (parallel !== undefined) settings.parallel = parallel;
      if (threads !== undefined) settings.threads = threads;
      return { queue: queue() };
    },
    'queue.pause': () => {
      settings.paused = true;
      return { queue: queue() };
    },
    'queue.resume': () => {
      settings.paused = false;
      return { queue: queue() };
    },
  };
}
