/** @file The options of `sweep` as an order for the lab. Everything is checked here, before any file is touched. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { EngineChoice } from '../contract/values/engine-id.ts';
import { checkSweepSpec } from '../contract/values/check-sweep.ts';
import type { ConfigChanges } from '../contract/values/change-config.ts';
import { MOST_AT_ONCE } from '../contract/values/run-limits.ts';
import { parseBisect, parseGrid, parseRandom, typedChanges } from '../contract/values/sweep-text.ts';
import {
  firstSeeds,
  MOST_ROUNDS,
  MOST_SWEEP_RUNS,
  sweepSpec,
  USUAL_ROUNDS,
  USUAL_TARGET,
  type SweepAddition,
  type SweepAxis,
  type SweepSearch,
  type SweepSpec,
} from '../contract/values/sweep-spec.ts';
import { sweepOrder, type SweepOrder } from '../contract/wire/sweep-requests.ts';
import { collect } from './command-context.ts';
import { usageError } from './exit-codes.ts';
import { changesFrom, orderFrom, wholeNumber, type OrderOptions } from './order-options.ts';
import { readPointList } from './point-list.ts';

export interface AxisOptions {
  readonly grid?: readonly string[];
  readonly random?: readonly string[];
  readonly samples?: string;
  readonly list?: string;
  readonly point?: readonly string[];
  readonly seeds?: string;
  readonly reuse?: boolean;
  readonly skipInvalid?: boolean;
}

export interface SweepOptions extends AxisOptions, OrderOptions {
  readonly draw?: string;
  readonly bisect?: readonly string[];
  readonly target?: string;
  readonly rounds?: string;
  readonly parallel?: string;
}

/** Options that `sweep` and `extend` have in common. */
export function withAxisOptions(command: Command): Command {
  return command
    .option(
      '--grid <path=v1,v2>',
      'every value, with every value of the other grids, or path=min..max[:log]:n for n even ones; may be repeated',
      collect,
    )
    .option('--samples <n>', 'how often the --random paths are drawn')
    .option('--point <a=1,b=2>', 'one run with these settings; may be repeated', collect)
    .option('--list <file>', 'runs from a CSV (first line: paths) or JSON file (a list of {path: value})')
    .option('--seeds <n>', 'run every combination on seeds 1 to n')
    .option('--reuse', 'take finished runs of the same config instead of training them again')
    .option('--skip-invalid', 'leave out combinations that cannot be run');
}

export function withSweepOptions(command: Command): Command {
  return withAxisOptions(command)
    .option(
      '--random <path=min..max[:log][:int]>',
      'a number drawn at random (:int draws whole ones), or path=choice:a,b; may be repeated',
      collect,
    )
    .option('--draw <n>', 'seed of the --random draws (default: 1)')
    .option(
      '--bisect <path=low..high[:log][:int]>',
      'search where the share of seeds that generalise crosses --target; :int among whole numbers',
      collect,
    )
    .option('--target <share>', `share of seeds that --bisect looks for (default: ${USUAL_TARGET})`)
    .option('--rounds <n>', `how often --bisect halves the interval at most (default: ${USUAL_ROUNDS})`)
    .option('--parallel <n>', 'most runs at a time (default: as many as the machine bears)');
}

/** A sweep whose engine may still have to be chosen; `settleEngine` finds it. */
export type AskedSweep = Omit<SweepOrder, 'engine'> & { readonly engine: EngineChoice };

/** @throws LabError that names the option or field, what was given and what is accepted */
export function sweepOrderFrom(experiment: string, options: SweepOptions): AskedSweep {
  const order = orderFrom(experiment, options);
  const { name, tags, engine, threads } = order;
  const { parallel } = options;
  const parsed = sweepOrder.omit({ engine: true }).parse({
    spec: specFrom(experiment, order.changes, options),
    ...{ name, tags, threads },
    parallel: parallel === undefined ? null : wholeNumber('--parallel', parallel, 1, MOST_AT_ONCE),
    reuse: options.reuse ?? false,
    skipInvalid: options.skipInvalid ?? false,
  });
  return { ...parsed, engine };
}

function specFrom(experiment: string, changes: ConfigChanges, options: SweepOptions): SweepSpec {
  const { seed, ...shared } = changes;
  if (seed !== undefined && options.seeds !== undefined) {
    throw usageError('--seeds: the runs have seeds 1 to N; leave --seed out, or give --seed alone.');
  }
  const spec = {
    experiment,
    changes: typedChanges(shared),
    axes: axesFrom(options),
    samples: samplesFrom(options),
    draw: options.draw === undefined ? 1 : wholeNumber('--draw', options.draw, 0, 2 ** 31),
    points: pointsFrom(options),
    seeds: seed === undefined ? seedsFrom(options, 1) : [Number(seed)],
    search: searchFrom(options),
  };
  refuseNothing(spec, options);
  const parsed = sweepSpec.parse(spec);
  checkSweepSpec(parsed);
  return parsed;
}

/** What `extend` adds. */
export function additionFrom(options: AxisOptions): SweepAddition {
  const grids = (options.grid ?? []).map(parseGrid);
  return {
    values: Object.fromEntries(grids.map((axis) => [axis.path, axis.kind === 'grid' ? axis.values : []])),
    samples: samplesFrom(options),
    points: pointsFrom(options),
    seeds: options.seeds === undefined ? [] : seedsFrom(options, 1),
  } as SweepAddition;
}

function axesFrom({ grid = [], random = [] }: SweepOptions): SweepAxis[] {
  return [...grid.map(parseGrid), ...random.map(parseRandom)];
}

function samplesFrom({ samples }: AxisOptions): number {
  return samples === undefined ? 0 : wholeNumber('--samples', samples, 1, MOST_SWEEP_RUNS);
}

function seedsFrom({ seeds }: AxisOptions, otherwise: number): number[] {
  return firstSeeds(seeds === undefined ? otherwise : wholeNumber('--seeds', seeds, 1, MOST_SWEEP_RUNS));
}

function pointsFrom({ point = [], list }: AxisOptions): SweepSpec['points'] {
  const typed = point.map((text) => changesFrom(text.split(','), '--point'));
  const listed = list === undefined ? [] : readPointList(list, readText(list));
  return [...typed, ...listed].map(typedChanges);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError(
      `--list: '${file}' cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
}

function searchFrom({ bisect = [], target, rounds }: SweepOptions): SweepSearch | null {
  const [range, second] = bisect;
  if (second !== undefined)
    throw usageError(`--bisect: a sweep searches one setting; give '${second}' to a sweep of its own.`);
  if (range === undefined) {
    if (target !== undefined) throw usageError('--target: goes with --bisect path=low..high.');
    if (rounds !== undefined) throw usageError('--rounds: goes with --bisect path=low..high.');
    return null;
  }
  return {
    ...parseBisect(range),
    target: target === undefined ? USUAL_TARGET : shareFrom('--target', target),
    rounds: rounds === undefined ? USUAL_ROUNDS : wholeNumber('--rounds', rounds, 1, MOST_ROUNDS),
  };
}

function shareFrom(option: string, text: string): number {
  const share = text.trim() === '' ? NaN : Number(text);
  if (share > 0 && share <= 1) return share;
  throw usageError(`${option}: expected a share above 0 and up to 1, got '${text}'.`);
}

function refuseNothing({ axes, points, search }: Omit<SweepSpec, 'draw'>, { seeds }: SweepOptions): void {
  if (axes.length + points.length > 0 || search || seeds !== undefined) return;
  throw usageError('sweep: nothing varies; give --grid, --random, --point, --list, --bisect or --seeds.');
}
