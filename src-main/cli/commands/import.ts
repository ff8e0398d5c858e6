/** @file `groklab import`: takes an archive of runs and sweeps into the store, or runs of other programs to compare with. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { LabError } from '../../contract/values/lab-error.ts';
import { metricName } from '../../contract/values/metric.ts';
import { nameAndValue } from '../../contract/values/name-and-value.ts';
import type { LabClient } from '../../contract/wire/lab-client.ts';
import type { RequestResult } from '../../contract/wire/requests.ts';
import { besideArchive } from '../../lab/archive/beside-archive.ts';
import { isArchive } from '../../lab/archive/is-archive.ts';
import { asCalled } from '../../lab/as-called.ts';
import {
  collect,
  optionsOf,
  tell,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { enterLab, within } from '../enter-lab.ts';
import { usageError } from '../exit-codes.ts';
import { nameOption } from '../order-options.ts';
import { grouped } from '../people.ts';

interface ImportOptions extends CommonOptions {
  readonly map?: readonly string[];
  readonly step?: string;
  readonly experiment?: string;
  readonly set?: readonly string[];
  readonly tag?: readonly string[];
  readonly name?: string;
  readonly again?: boolean;
}

const NOTES = `
Tables (CSV, or JSON Lines with an object on each line): a column or key for the step, called step, _step, global_step,
iteration or update (or named with --step), whole numbers that grow, and one for each metric. Empty cells are values that
were not logged, so train and validation may stand at different steps. A column seconds, _runtime or wall time is the time.

  step,train_loss,train_acc,val_acc
  100,2.31,0.35,
  150,,,0.012

The charts of W&B (columns 'RUN - METRIC') may hold many runs; charts of one run that are brought in together are one run.

Metrics are recognised by their words (train_acc, acc/val, val_loss, grad_norm); --map says what is not recognised:
  --map "top1=val/accuracy"            the column top1 is the validation accuracy, from 0 to 1
  --map "Val Acc=val/accuracy%"        the same in percent
There are train/loss, train/accuracy, val/loss, val/accuracy, weights/norm and ${metricName.options.length - 5} more, which a wrong name
lists.

Examples:
  groklab import wandb_train.csv wandb_val.csv --experiment power-2022/modular-division --set optimizer.weightDecay=1
  groklab import runs/seed-1 --tag theirs      a folder of TensorBoard event files, which are one run
  groklab import sweep.zip                     what groklab export archive made elsewhere`;

type Answer = RequestResult<'archives.import'> | RequestResult<'foreign.import'>;

export function registerImport(program: Command, context: CommandContext): void {
  const command = program
    .command('import')
    .description(
      'take in an archive that `groklab export archive` made, runs that are there already being left; or runs of other ' +
        'programs to compare with: TensorBoard event files, or a folder of them, CSV and JSON Lines',
    )
    .argument('<file...>', 'an archive, or files of other programs')
    .option(
      '--map <name=metric>',
      'which metric a name stands for, such as acc/val=val/accuracy; with a % behind it, in percent',
      collect,
    )
    .option('--step <name>', 'the column or key that holds the step')
    .option('--experiment <id>', "what they are runs of, for filters and groups (default: 'foreign')")
    .option(
      '--set <path=value>',
      'a setting they are known to have had; points.threshold is that of points 1 and 2',
      collect,
    )
    .option('--tag <tag>', 'a tag; may be given several times', collect)
    .option('--name <name>', 'name of the run, where it is one (default: that of its file)')
    .option('--again', 'take in once more what is there already, from the same files')
    .addHelpText('after', NOTES);
  withCommonOptions(command).action(async (files: string[]) => {
    const { location, json = false, ...options } = optionsOf<ImportOptions>(command);
    const ask = requestFor(
      files.map((file) => resolve(file)),
      options,
    );
    const result = await within(await enterLab(location), ({ client }) => ask(client).catch(refused));
    tell(context, json, result, linesOf(result));
  });
}

function requestFor(files: readonly string[], options: ImportOptions): (lab: LabClient) => Promise<Answer> {
  const { map = [], step = null, experiment = null, set = [], tag = [], again = false } = options;
  const name = options.name === undefined ? null : nameOption('--name', options.name);
  const given = { map: pairs('--map', map), settings: pairs('--set', set), tags: [...tag] };
  const order = { ...given, step, experiment, name, again };
  const archive = files.find(isArchive);
  if (archive === undefined) return (lab) => lab.request('foreign.import', { files: [...files], ...order });
  const beside = besideArchive(files, order);
  if (beside === null) return (lab) => lab.request('archives.import', { file: archive });
  const remedy =
    beside === 'files'
      ? 'import archives one at a time'
      : '--map, --step, --experiment, --set, --tag, --name and --again are for other files';
  throw usageError(`import: ${archive} is an archive; ${remedy}.`);
}

/** @throws what the lab said, with the command that does what it advises */
function refused(error: unknown): never {
  if (!(error instanceof LabError) || error.details['field'] !== 'name') throw error;
  throw usageError(`${error.message} One is named with: groklab name RUN --to NAME`);
}

function pairs(option: string, texts: readonly string[]): Record<string, string> {
  const entries = texts.map((text) => {
    const pair = nameAndValue(text);
    if (!pair) throw usageError(`${option}: expected name=value, got '${text}'.`);
    return pair;
  });
  return Object.fromEntries(entries);
}

function linesOf(result: Answer): string[] {
  if (!('runs' in result)) return archiveLines(result);
  return [...result.runs.flatMap(foreignLines), ...result.present.map(presentLine)];
}

type Foreign = RequestResult<'foreign.import'>;

function presentLine({ run, file, name, inBin }: Foreign['present'][number]): string {
  const where = inBin
    ? asCalled(`is in the bin, from which groklab restore ${run} brings it back`)
    : 'is there already';
  return `left out: ${file} holds run ${run} (${name}), which ${where}; --again takes it in once more`;
}

function foreignLines({ run, file, name, metrics, left }: Foreign['runs'][number]): string[] {
  const taken = Object.entries(metrics).map(([here, there]) => `'${there}' as ${here}`);
  const rest =
    left
      .slice(0, 8)
      .map((one) => `'${one}'`)
      .join(', ') + (left.length > 8 ? ` and ${left.length - 8} more` : '');
  return [
    `imported run ${run} (${name}) of ${file}: ${taken.join(', ')}`,
    ...(left.length === 0 ? [] : [`  left: ${rest}; take one with --map "NAME=METRIC"`]),
  ];
}

function archiveLines({ imported, present, sweeps }: RequestResult<'archives.import'>): string[] {
  const into = sweeps.length === 0 ? '' : `, of sweep ${sweeps.join(', ')}`;
  return [
    `imported ${runsText(imported)}${into}`,
    ...(present.length === 0 ? [] : [`left as it was, since it is there already: ${runsText(present)}`]),
  ];
}

function runsText(ids: readonly number[]): string {
  if (ids.length === 0) return 'no run';
  return `${grouped(ids.length)} ${ids.length === 1 ? 'run' : 'runs'} (${ids.join(', ')})`;
}
