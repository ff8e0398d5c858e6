/** @file Requests about the queue of all runs. */
import type { RunId } from '../../contract/values/run-record.ts';
import type { LabHandlers } from '../../contract/wire/requests.ts';
import type { QueuePlace } from '../../contract/wire/queue-requests.ts';
import { movedPlaces } from '../queue.ts';
import { runById } from '../run-reference.ts';
import type { OwnerContext } from './owner-context.ts';

type QueueName = 'read' | 'move' | 'prioritize' | 'configure' | 'pause' | 'resume';

export function queueHandlers(context: OwnerContext): Pick<LabHandlers, `queue.${QueueName}`> {
  const { reader, writer, supervisor, queueReport } = context;
  const told = async () => ({ queue: await queueReport.announce() });
  return {
    'queue.read': async ({ limit }) => ({
      queue: await queueReport.summary(),
      running: queueReport.running(),
      waiting: reader
        .waiting()
        .slice(0, limit)
        .map(({ run, name, sweep, threads, priority }) => ({ run, name, sweep, threads, priority })),
    }),
    'queue.move': ({ runs, to }) => {
      move(context, runs, to);
      return told();
    },
    'queue.prioritize': ({ runs, priority }) => {
      for (const id of runs) runById(reader, id);
      writer.setPriority([...new Set(runs)], priority);
      supervisor.startWhatFits();
      return told();
    },
    'queue.configure': ({ parallel, threads }) => {
      supervisor.configure({
        ...(parallel !== undefined && { parallel }),
        ...(threads !== undefined && { threads }),
      });
      return told();
    },
    'queue.pause': async ({ running }) => {
      supervisor.configure({ paused: true, pausedBecause: '' });
      if (running) await supervisor.requeueAll();
      return told();
    },
    'queue.resume': () => {
      supervisor.configure({ paused: false, pausedBecause: '' });
      supervisor.takeUpQueue();
      return told();
    },
  };
}

function move({ reader, writer, supervisor }: OwnerContext, runs: readonly RunId[], to: QueuePlace): void {
  for (const id of runs) runById(reader, id);
  writer.orderQueue(movedPlaces(reader.waiting(), new Set(runs), to));
  supervisor.startWhatFits();
}
