/** @file Requests that start, end, change or remove runs. */
import { LabError } from '../../contract/values/lab-error.ts';
import { shownStatus, type RunId, type RunRecord } from '../../contract/values/run-record.ts';
import type { LabHandlers, RunOrder } from '../../contract/wire/requests.ts';
import { checkOrder } from '../check-order.ts';
import { newRun } from '../new-run.ts';
import { purgeRuns } from '../purge-runs.ts';
import { defaultThreads } from '../queue.ts';
import { inBinText, refuseInBin, refuseOutsideBin } from '../find-reference.ts';
import { runById } from '../run-reference.ts';
import type { OwnerContext } from './owner-context.ts';

type ActionName = 'create' | 'pause' | 'resume' | 'stop' | 'remove' | 'restore' | 'purge' | 'edit';

export function runActionHandlers(context: OwnerContext): Pick<LabHandlers, `runs.${ActionName}`> {
  const { supervisor } = context;
  return {
    'runs.create': async (order) => ({ run: await create(context, order) }),
    'runs.pause': async ({ runs }) => {
      known(context, runs);
      const applied = await supervisor.pause(runs);
      return affected(context, runs, applied, 'paused: only queued and running runs can be');
    },
    'runs.resume': ({ runs }) => {
      const asked = known(context, runs);
      const applied = supervisor.resume(asked);
      supervisor.tryAgain();
      if (applied.length === 0) refuseWaiting(context, asked);
      return affected(
        context,
        runs,
        applied,
        'resumed: only paused, stopped, failed and interrupted runs can be',
      );
    },
    'runs.stop': async ({ runs }) => {
      known(context, runs);
      const applied = await supervisor.stop(runs);
      return affected(context, runs, applied, 'stopped: only queued and running runs can be');
    },
    'runs.remove': async ({ runs }) => {
      const asked = known(context, runs);
      // What is there already keeps its time in it.
      const taken = asked.filter(({ deletedAt }) => deletedAt === null);
      if (taken.length === 0) for (const run of asked) refuseInBin('run', run);
      await supervisor.stop(idsOf(taken));
      return { runs: changeAll(context, idsOf(taken), { deletedAt: context.clock.now() }) };
    },
    'runs.restore': ({ runs }) => {
      const asked = known(context, runs);
      const binned = asked.filter(({ deletedAt }) => deletedAt !== null);
      if (binned.length === 0) for (const run of asked) refuseOutsideBin('run', run);
      return { runs: changeAll(context, idsOf(binned), { deletedAt: null }) };
    },
    'runs.purge': ({ runs }) => purge(context, runs),
    'runs.edit': ({ run, name, note, tags, pinned, archived }) => {
      runById(context.reader, run);
      const changes = {
        ...(name !== undefined && { name }),
        ...(note !== undefined && { note }),
        ...(tags !== undefined && { tags }),
        ...(pinned !== undefined && { pinned }),
        ...(archived !== undefined && { archived }),
      };
      return { run: changeAll(context, [run], changes)[0] as RunRecord };
    },
  };
}

async function create(context: OwnerContext, order: RunOrder): Promise<RunRecord> {
  const { config } = checkOrder(order.experiment, order.changes);
  await context.engines.refuseUnavailable(order.engine);
  const threads = order.threads ?? defaultThreads(context.cores);
  const run = context.writer.insertRun(newRun({ ...order, config, threads }, context.clock.now()));
  context.bus.emit('run.changed', { run });
  context.supervisor.enqueue([run.id]);
  context.supervisor.tryAgain();
  return runById(context.reader, run.id);
}

const idsOf = (runs: readonly RunRecord[]): RunId[] => runs.map(({ id }) => id);

/** The records of all ids. @throws LabError `not-found` before anything is done to any of them */
function known(context: OwnerContext, ids: readonly RunId[]): RunRecord[] {
  return [...new Set(ids)].map((id) => runById(context.reader, id));
}

/** Of runs that only wait, what they wait for is said. @throws LabError `conflict` */
function refuseWaiting({ supervisor }: OwnerContext, runs: readonly RunRecord[]): void {
  if (runs.some(({ status, deletedAt }) => status !== 'queued' || deletedAt !== null)) return;
  const [wait, them] = runs.length === 1 ? ['waits', 'it'] : ['wait', 'them'];
  const said = supervisor.settings.paused
    ? `${wait} in a paused queue; groklab queue resume lets ${them} start`
    : `${wait} for a place; groklab queue shows what runs and waits`;
  const which = runs.map(({ id }) => `run ${id}`).join(', ');
  throw new LabError('conflict', `${which} ${said}.`, { runs: idsOf(runs).map(String) });
}

/** Runs to which an action does not apply are left alone; that it applied to none is an error. */
function affected(
  context: OwnerContext,
  asked: readonly RunId[],
  applied: readonly RunId[],
  what: string,
): { runs: RunRecord[] } {
  if (applied.length === 0) {
    const states = known(context, asked).map((run) =>
      run.deletedAt === null ? `run ${run.id} is ${shownStatus(run)}` : inBinText('run', run),
    );
    throw new LabError('conflict', `nothing was ${what}, and ${states.join(', ')}.`, {
      runs: asked.map(String),
    });
  }
  return { runs: applied.map((id) => runById(context.reader, id)) };
}

function changeAll(
  { writer, bus }: OwnerContext,
  ids: readonly RunId[],
  changes: Parameters<OwnerContext['writer']['updateRun']>[1],
): RunRecord[] {
  return [...new Set(ids)].map((id) => {
    const run = writer.updateRun(id, changes);
    bus.emit('run.changed', { run });
    return run;
  });
}

/** For good. @throws LabError `conflict` unless all of them are in the bin */
export async function purge(context: OwnerContext, ids: readonly RunId[]): Promise<{ purged: RunId[] }> {
  const purged = idsOf(known(context, ids));
  await purgeRuns(context, purged);
  return { purged };
}
