/** @file From the description of a sweep to its runs. Pure, so that form, command and lab agree on every run. */
import { Rng } from '../../base/rng.ts';
import type { ConfigChanges, ConfigValue } from './change-config.ts';
import { fieldAt } from './config-fields.ts';
import { checkSweepSpec } from './check-sweep.ts';
import type { SweepAddition, SweepAxis, SweepSpec } from './sweep-spec.ts';

/** One run of a sweep: what it changes besides what all share, and its seed. */
export interface SweepPoint {
  readonly changes: ConfigChanges;
  readonly seed: number;
}

type RangeAxis = Extract<SweepAxis, { kind: 'range' }>;

/** Digits that a drawn or halved number keeps: enough to tell draws apart, few enough to read. */
const DIGITS = 6;

/**
 * Every run of the sweep; of a search those at both ends of its interval. The seed changes slowest, so that every
 * combination is run once before any is run again.
 * @throws LabError `bad-config` for a sweep of no runs or of too many, and for axes that contradict each other
 */
export function expandSweep(spec: SweepSpec): SweepPoint[] {
  checkSweepSpec(spec);
  const combinations = combinationsOf(spec);
  return spec.seeds.flatMap((seed) => combinations.map((changes) => ({ changes, seed })));
}

/** The combinations of values, each of which is run once per seed. */
export function combinationsOf(spec: SweepSpec): ConfigChanges[] {
  const { search } = spec;
  if (search) return [...new Set([search.low, search.high])].map((value) => ({ [search.path]: value }));
  const listed: ConfigChanges[] = spec.points.length > 0 ? [...spec.points] : [{}];
  const grids = spec.axes.filter((axis) => axis.kind === 'grid');
  const onGrid = grids.reduce<ConfigChanges[]>(
    (before, { path, values }) =>
      before.flatMap((changes) => values.map((value) => ({ ...changes, [path]: value }))),
    listed,
  );
  const samples = samplesOf(spec);
  return onGrid.flatMap((changes) => samples.map((sample) => ({ ...changes, ...sample })));
}

function samplesOf({ axes, samples, draw }: SweepSpec): ConfigChanges[] {
  const random = axes.filter((axis) => axis.kind !== 'grid');
  if (random.length === 0) return [{}];
  return Array.from({ length: samples }, (_, index) =>
    Object.fromEntries(random.map((axis) => [axis.path, drawValue(axis, draw, index)])),
  );
}

/** The value of a random axis in the sample of that index: a function of these three alone. */
export function drawValue(
  axis: Exclude<SweepAxis, { kind: 'grid' }>,
  draw: number,
  index: number,
): ConfigValue {
  const rng = new Rng(draw, `sweep/${axis.path}`, index);
  if (axis.kind === 'choice') return axis.values[rng.integer(axis.values.length)] as ConfigValue;
  return inRange(axis, rng.uniform());
}

/** @param share of the way from min to max, from 0 to below 1 */
function inRange({ path, min, max, scale, whole }: RangeAxis, share: number): number {
  if (whole || takesWholeNumbers(path)) {
    const [low, high] = [Math.ceil(min), Math.floor(max) + 1];
    const value = scale === 'log' ? low * (high / low) ** share : low + (high - low) * share;
    return Math.min(Math.floor(value), Math.floor(max));
  }
  const value = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
  return Math.min(max, Math.max(min, rounded(value)));
}

/** A number with as many digits as a person reads. */
export function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** Whether the field takes nothing but whole numbers. */
export function takesWholeNumbers(path: string): boolean {
  return fieldAt(path)?.kinds.every((kind) => kind.type === 'integer') ?? false;
}

/**
 * The sweep with more values, samples, points and seeds. Runs that it had stay its runs: nothing is taken away, and
 * draws do not move.
 */
export function extendSweep(spec: SweepSpec, addition: SweepAddition): SweepSpec {
  const axes = spec.axes.map((axis): SweepAxis => {
    if (axis.kind !== 'grid') return axis;
    return { ...axis, values: union(axis.values, addition.values[axis.path] ?? []) };
  });
  return {
    ...spec,
    axes,
    samples: spec.samples + addition.samples,
    points: union(spec.points, addition.points),
    seeds: union(spec.seeds, addition.seeds),
  };
}

function union<T>(before: readonly T[], added: readonly T[]): T[] {
  const seen = new Set(before.map((value) => JSON.stringify(value)));
  return [...before, ...added.filter((value) => !seen.has(JSON.stringify(value)))];
}

/** The paths in which the runs of the sweep differ, `seed` aside, in the order in which they were asked for. */
export function sweptPaths(spec: SweepSpec): string[] {
  const listed = spec.points.flatMap((point) => Object.keys(point));
  const searched = spec.search ? [spec.search.path] : [];
  return [...new Set([...spec.axes.map((axis) => axis.path), ...listed, ...searched])];
}

/** The paths that tell a run of the sweep from the others of it: those it varies, and the seed where there are several. */
export function tellingPaths(spec: SweepSpec): string[] {
  return [...sweptPaths(spec), ...(new Set(spec.seeds).size > 1 ? ['seed'] : [])];
}
