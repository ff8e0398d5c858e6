/** @file Requests that start, end, change or remove sweeps. */
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { SweepId, SweepRecord } from '../../contract/values/sweep-record.ts';
import type { LabHandlers, RequestName } from '../../contract/wire/requests.ts';
import type { StoredSweep } from '../../store/sweep-store.ts';
import { refuseInBin } from '../find-reference.ts';
import { sweepByReference } from '../sweep-reference.ts';
import { sweepRecordOf } from '../sweep-record.ts';
import type { OwnerContext } from './owner-context.ts';
import { purge as purgeRuns } from './run-actions.ts';

type ActionName = Exclude<
  Extract<RequestName, `sweeps.${string}`>,
  'sweeps.preview' | 'sweeps.previewExtension' | 'sweeps.list' | 'sweeps.get'
>;

export function sweepActionHandlers(context: OwnerContext): Pick<LabHandlers, ActionName> {
  const { reader, supervisor, sweeps } = context;
  const found = (reference: SweepId | string) => sweepByReference(reader, reference);
  const runsOf = (sweep: StoredSweep) =>
    reader.sweepPoints(sweep.id).flatMap(({ run, reused }) => (run === null || reused ? [] : [run]));
  return {
    'sweeps.create': async (order) => {
      await context.engines.refuseUnavailable(order.engine);
      const id = sweeps.create(order);
      supervisor.tryAgain();
      return changed(context, id, allRuns(context, id));
    },
    'sweeps.extend': ({ sweep: reference, addition, ...how }) => {
      const sweep = found(reference);
      const runs = sweeps.extend(sweep, addition, how);
      supervisor.tryAgain();
      return changed(context, sweep.id, runs);
    },
    'sweeps.pause': async ({ sweep: reference }) => {
      const sweep = found(reference);
      return applied(context, sweep, await supervisor.pause(runsOf(sweep)), 'paused');
    },
    'sweeps.stop': async ({ sweep: reference }) => {
      const sweep = found(reference);
      return applied(context, sweep, await supervisor.stop(runsOf(sweep)), 'stopped');
    },
    'sweeps.resume': ({ sweep: reference }) => {
      const sweep = found(reference);
      const runs = sweeps.resume(sweep);
      supervisor.tryAgain();
      return applied(context, sweep, runs, 'resumed');
    },
    'sweeps.rerunMissing': ({ sweep: reference }) => {
      const sweep = found(reference);
      const runs = sweeps.rerunMissing(sweep);
      supervisor.tryAgain();
      return applied(context, sweep, runs, 'run again');
    },
    'sweeps.remove': ({ sweep }) => remove(context, found(sweep)),
    'sweeps.restore': ({ sweep }) => restore(context, sweepByReference(reader, sweep, 'bin')),
    'sweeps.purge': ({ sweep }) => purge(context, found(sweep)),
    'sweeps.edit': ({ sweep: id, name, parallel }) => {
      found(id);
      context.writer.updateSweep(id, {
        ...(name !== undefined && { name }),
        ...(parallel !== undefined && { parallel }),
      });
      supervisor.startWhatFits();
      return { sweep: changed(context, id, []).sweep };
    },
  };
}

function allRuns({ reader }: OwnerContext, id: SweepId): RunId[] {
  return reader.sweepPoints(id).flatMap(({ run }) => (run === null ? [] : [run]));
}

/** The sweep as it is now, announced to everybody. */
function changed(
  { reader, announcer }: OwnerContext,
  id: SweepId,
  runs: RunId[],
): { sweep: SweepRecord; runs: RunId[] } {
  announcer.now(id);
  return { sweep: sweepRecordOf(reader, sweepByReference(reader, id)), runs };
}

/** That an action applied to no run of the sweep is an error that says how they stand. */
function applied(context: OwnerContext, sweep: StoredSweep, runs: RunId[], what: string) {
  if (runs.length > 0) return changed(context, sweep.id, runs);
  const { total, reached: _, ...counts } = sweep.counts;
  const states = Object.entries(counts).filter(([, n]) => n > 0);
  const text = states.map(([status, n]) => `${n} ${status}`).join(', ');
  throw new LabError('conflict', `sweep ${sweep.id}: nothing to be ${what}; of ${total} runs ${text}.`, {
    sweep: sweep.id,
  });
}

async function remove(context: OwnerContext, sweep: StoredSweep) {
  refuseInBin('sweep', sweep);
  const { reader, writer, supervisor, clock, bus } = context;
  const own = reader.runsStartedBy(sweep.id);
  const deletedAt = clock.now();
  // First, so that a search does not go on when its runs end.
  writer.updateSweep(sweep.id, { deletedAt });
  await supervisor.stop(own);
  for (const id of own) bus.emit('run.changed', { run: writer.updateRun(id, { deletedAt }) });
  return changed(context, sweep.id, own);
}

function restore(context: OwnerContext, sweep: StoredSweep) {
  const { reader, writer, bus } = context;
  const own = reader.runsStartedBy(sweep.id);
  writer.updateSweep(sweep.id, { deletedAt: null });
  for (const id of own) bus.emit('run.changed', { run: writer.updateRun(id, { deletedAt: null }) });
  return changed(context, sweep.id, own);
}

async function purge(context: OwnerContext, sweep: StoredSweep): Promise<{ purged: RunId[] }> {
  if (sweep.deletedAt === null) {
    const message = `only sweeps in the bin can be purged; remove sweep ${sweep.id} first.`;
    throw new LabError('conflict', message, { sweep: sweep.id });
  }
  const own = context.reader.runsStartedBy(sweep.id);
  if (own.length > 0) await purgeRuns(context, own);
  context.writer.purgeSweep(sweep.id);
  context.bus.emit('sweep.purged', { sweep: sweep.id });
  return { purged: own };
}
