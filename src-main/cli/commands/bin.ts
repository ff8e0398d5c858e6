/** @file `groklab rm` and `restore`: into the bin, out of it, or away for good. */
import type { Command } from 'commander';
import { shownRun, type RunRecord } from '../../contract/values/run-record.ts';
import { ALL_RUNS } from '../../contract/wire/requests.ts';
import { refuseInBin } from '../../lab/find-reference.ts';
import type { ReadOnlyLab } from '../../lab/read-only-lab.ts';
import { chosenRuns, idsOf, withChoiceOfRuns, type ChoiceOptions } from '../chosen-runs.ts';
import {
  optionsOf,
  tell,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { enterLab, within } from '../enter-lab.ts';
import { countOf } from '../people.ts';
import { findBinnedSweep, findRuns, findSweep, reading } from '../read-lab.ts';
import type { StoreLocation } from '../store-location.ts';
import { eitherRunsOrSweep, type SweepOption } from '../sweep-option.ts';

const BINNED = "an id, a unique name, or 'last', which was removed last";
const FILTER_NOTE =
  '\nA filter leaves archived runs where they are, as groklab runs leaves them out,\nunless it says archived.\n\n' +
  'Examples:\n' +
  "  groklab rm --filter 'status = failed' --dry-run\n" +
  '  groklab restore last';

interface RemoveOptions extends CommonOptions, ChoiceOptions {
  readonly purge?: boolean;
  readonly dryRun?: boolean;
}

/** What is to be done, and how it is told. */
interface Removal {
  readonly context: CommandContext;
  readonly location: StoreLocation;
  readonly json: boolean;
  readonly purge: boolean;
  readonly dryRun: boolean;
}

export function registerBin(program: Command, context: CommandContext): void {
  registerRemove(program, context);
  registerRestore(program, context);
}

function registerRemove(program: Command, context: CommandContext): void {
  const command = program
    .command('rm')
    .description('move runs to the bin, where restore finds them; a running one is stopped first');
  withCommonOptions(withChoiceOfRuns(command))
    .option('--dry-run', 'say what would be moved or deleted, and change nothing; "dryRun": true in --json')
    .option('--purge', 'delete them for good: rows, series and checkpoints')
    .addHelpText('after', FILTER_NOTE)
    .action(async (references: string[]) => {
      const options = optionsOf<RemoveOptions>(command);
      const { location, json = false, purge = false, dryRun = false, sweep, filter } = options;
      const removal = { context, location, json, purge, dryRun };
      const named = references.length > 0 || sweep !== undefined;
      if (filter !== undefined || !named) {
        const chosen = await chosenRuns(location, references, options, true);
        return chosen.length > 0 ? removeRuns(removal, chosen) : tellNone(removal, filter ?? '');
      }
      eitherRunsOrSweep(references, sweep);
      if (sweep !== undefined) return removeSweep(removal, sweep);
      await removeRuns(removal, await reading(location, (lab) => findRuns(lab, references)));
    });
}

/** Nothing to clean up is no failure: a script may ask for it every night. */
async function tellNone(removal: Removal, filter: string): Promise<void> {
  const { context, location, json, purge, dryRun } = removal;
  const archived = { ...ALL_RUNS, filter: `(${filter}) and archived`, limit: 1 };
  const spared = await reading(location, (lab) => lab?.request('runs.list', archived));
  const but = spared?.total ? ' (archived runs are left alone)' : '';
  const object = dryRun ? { dryRun, runs: [] } : purge ? { purged: [] } : { runs: [] };
  const nothing = `no run fits '${filter}'${but}; nothing was ${purge ? 'deleted' : 'moved'}.`;
  tell(context, json, object, [nothing]);
}

async function removeRuns(removal: Removal, given: readonly RunRecord[]): Promise<void> {
  const { context, location, json, purge, dryRun } = removal;
  const found = [...new Map(given.map((run) => [run.id, run])).values()];
  const outside = found.filter(({ deletedAt }) => deletedAt === null);
  const told = (runs: readonly RunRecord[]) =>
    runs.map((run) => doneText(removal, `run ${run.id} (${run.name})`));
  if (dryRun) {
    if (!purge && outside.length === 0) for (const run of found) refuseInBin('run', run);
    const runs = purge ? found : outside;
    const total = doneText(removal, countOf(runs.length, 'run'));
    return tell(context, json, { dryRun, runs: runs.map(shownRun) }, [...told(runs), total]);
  }
  await within(await enterLab(location), async ({ client }) => {
    if (!purge) {
      const { runs } = await client.request('runs.remove', { runs: idsOf(found) });
      return tell(context, json, { runs: runs.map(shownRun) }, told(runs));
    }
    if (outside.length > 0) await client.request('runs.remove', { runs: idsOf(outside) });
    const { purged } = await client.request('runs.purge', { runs: idsOf(found) });
    tell(context, json, { purged }, told(found));
  });
}

/** `moved run 3 (slow) to the bin`, or what would be done to it. */
function doneText({ purge, dryRun }: Removal, what: string): string {
  const [would, done, where] = purge
    ? (['delete', 'deleted', 'for good'] as const)
    : (['move', 'moved', 'to the bin'] as const);
  return `${dryRun ? `would ${would}` : done} ${what} ${where}`;
}

async function removeSweep(removal: Removal, reference: string): Promise<void> {
  const { context, location, json, purge, dryRun } = removal;
  const { sweep, runs } = await reading(location, async (lab) => {
    const sweep = await findSweep(lab, reference);
    if (!purge) refuseInBin('sweep', sweep);
    return { sweep, runs: lab && dryRun ? await runsStartedBy(lab, sweep.id) : [] };
  });
  const { id, name, deletedAt } = sweep;
  const line = (n: number) => doneText(removal, `sweep ${id} (${name}) with ${countOf(n, 'run')}`);
  if (dryRun) return tell(context, json, { dryRun, sweep, runs }, [line(runs.length)]);
  await within(await enterLab(location), async ({ client }) => {
    const remove = () => client.request('sweeps.remove', { sweep: id });
    if (!purge) {
      const removed = await remove();
      return tell(context, json, removed, [line(removed.runs.length)]);
    }
    if (deletedAt === null) await remove();
    const gone = await client.request('sweeps.purge', { sweep: id });
    tell(context, json, gone, [line(gone.purged.length)]);
  });
}

/** Also those that lie in the bin already. */
async function runsStartedBy(lab: ReadOnlyLab, sweep: number): Promise<number[]> {
  const among = { ...ALL_RUNS, sort: 'id', filter: `sweep = ${sweep}` };
  const there = await lab.request('runs.list', among);
  const binned = await lab.request('runs.list', { ...among, deleted: true });
  return idsOf([...there.runs, ...binned.runs]);
}

function registerRestore(program: Command, context: CommandContext): void {
  const command = program
    .command('restore')
    .description('take runs, or a sweep with its runs, out of the bin')
    .argument('[run...]', `what groklab runs --bin shows: ${BINNED}`)
    .option('--sweep <sweep>', `a sweep that groklab sweeps --bin shows, with its runs: ${BINNED}`);
  withCommonOptions(command).action(async (references: string[]) => {
    const { location, json = false, sweep } = optionsOf<CommonOptions & SweepOption>(command);
    eitherRunsOrSweep(references, sweep);
    if (sweep !== undefined) return restoreSweep(context, location, json, sweep);
    const ids = await reading(location, (lab) => idsOf(findRuns(lab, references, 'restore')));
    const { runs } = await within(await enterLab(location), ({ client }) =>
      client.request('runs.restore', { runs: ids }),
    );
    tell(
      context,
      json,
      { runs: runs.map(shownRun) },
      runs.map((run) => `run ${run.id} (${run.name}) is out of the bin`),
    );
  });
}

async function restoreSweep(
  context: CommandContext,
  location: StoreLocation,
  json: boolean,
  reference: string,
): Promise<void> {
  const id = await reading(location, (lab) => findBinnedSweep(lab, reference));
  const result = await within(await enterLab(location), ({ client }) =>
    client.request('sweeps.restore', { sweep: id }),
  );
  const { sweep, runs } = result;
  tell(context, json, result, [`sweep ${id} (${sweep.name}) is out of the bin with ${runs.length} runs`]);
}
