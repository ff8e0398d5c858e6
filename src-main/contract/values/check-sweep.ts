/** @file What is wrong with a sweep as a whole, before any of its runs is looked at. */
import { acceptedValues, CONFIG_FIELDS, fieldAt } from './config-fields.ts';
import { LabError } from './lab-error.ts';
import { MOST_SWEEP_RUNS, type SweepAddition, type SweepAxis, type SweepSpec } from './sweep-spec.ts';
import { unknownPath } from './unknown-path.ts';

/**
 * Refuses sweeps of no runs or of too many, unknown paths, and parts that contradict each other. That every single
 * value is accepted by its field is judged with the whole config of each run.
 * @throws LabError `bad-config` with one sentence that names what is wrong
 */
export function checkSweepSpec(spec: SweepSpec): void {
  const paths = spec.axes.map((axis) => axis.path);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) throw wrong(twice, `is swept twice; give all its values to one axis`);
  for (const path of [...paths, ...spec.points.flatMap(Object.keys)]) checkPath(path);
  for (const axis of spec.axes) checkAxis(axis);
  for (const path of spec.points.flatMap(Object.keys)) {
    if (paths.includes(path))
      throw wrong(path, 'is both in the list of runs and swept; leave one of them out');
  }
  checkSamples(spec);
  if (spec.search) checkSearch(spec);
  checkNumber(spec);
}

/** How many runs a sweep makes; of a search, how many at the most. Without making them. */
export function countRuns(spec: SweepSpec): number {
  const seeds = new Set(spec.seeds).size;
  if (spec.search) return seeds * (2 + spec.search.rounds);
  const grids = spec.axes.filter((axis) => axis.kind === 'grid');
  const samples = grids.length < spec.axes.length ? spec.samples : 1;
  return grids.reduce((n, { values }) => n * values.length, seeds * samples * (spec.points.length || 1));
}

/** @throws LabError `bad-config` for an addition to a path that is not a grid of the sweep, or of nothing */
export function checkAddition(spec: SweepSpec, addition: SweepAddition): void {
  const grids = spec.axes.filter((axis) => axis.kind === 'grid').map((axis) => axis.path);
  const unknown = Object.keys(addition.values).find((path) => !grids.includes(path));
  if (unknown !== undefined) {
    throw wrong(unknown, `is not a grid of this sweep; its grids are ${grids.join(', ') || 'none'}`);
  }
  if (addition.samples > 0 && spec.samples === 0) {
    throw wrong('samples', `got ${addition.samples}, but this sweep draws nothing at random`);
  }
  const rows = addition.points.length > 0;
  if (rows && spec.points.length === 0)
    throw wrong('points', 'cannot be added to a sweep without a list of runs');
  const { values, samples, seeds } = addition;
  if (!rows && samples + seeds.length + Object.values(values).flat().length === 0) {
    throw new LabError('bad-config', 'nothing to add; give more values, samples, runs or seeds.');
  }
}

function checkPath(path: string): void {
  if (path === 'seed')
    throw wrong('seed', 'is not a path to sweep; --seeds N runs every combination on seeds 1 to N');
  if (fieldAt(path)) return;
  throw unknownPath(path, [...new Set(CONFIG_FIELDS.map((field) => field.path))]);
}

function checkAxis(axis: SweepAxis): void {
  if (axis.kind !== 'range') return;
  checkNumberField(axis.path);
  checkInterval(axis.path, axis.min, axis.max, axis.scale);
  if (axis.whole && !holdsWhole(axis.min, axis.max))
    throw wrong(axis.path, `there is no whole number from ${axis.min} to ${axis.max}`);
}

/** Whether a range of whole numbers has any. */
export function holdsWhole(min: number, max: number): boolean {
  return Math.ceil(min) <= Math.floor(max);
}

function checkNumberField(path: string): void {
  const field = fieldAt(path);
  if (!field || field.kinds.some((kind) => kind.type === 'number' || kind.type === 'integer')) return;
  throw wrong(path, `takes ${acceptedValues(field)}, which has no range; use choice:a,b or a grid`);
}

function checkInterval(path: string, low: number, high: number, scale: 'linear' | 'log'): void {
  if (!(low <= high)) throw wrong(path, `expected a range from low to high, got ${low}..${high}`);
  if (scale === 'log' && !(low > 0))
    throw wrong(path, `a logarithmic range starts above 0, got ${low}..${high}`);
}

function checkSamples({ axes, samples }: SweepSpec): void {
  const random = axes.find((axis) => axis.kind !== 'grid');
  if (random && samples === 0) throw wrong(random.path, `is drawn at random; say how often with --samples N`);
  if (!random && samples > 0) throw wrong('samples', `got ${samples}, but nothing is drawn at random`);
}

function checkSearch({ search, axes, points }: SweepSpec): void {
  if (!search) return;
  checkPath(search.path);
  checkNumberField(search.path);
  checkInterval(search.path, search.low, search.high, search.scale);
  if (search.whole && ![search.low, search.high].every(Number.isInteger)) {
    const what = 'is searched among whole numbers, and so begins and ends with them';
    throw wrong(search.path, `${what}; got ${search.low}..${search.high}`);
  }
  if (search.low === search.high)
    throw wrong(search.path, `expected low..high, got one value, ${search.low}`);
  if (axes.length + points.length > 0) {
    throw wrong(
      search.path,
      'is searched by bisection, which goes with seeds alone; leave grids and lists out',
    );
  }
}

function checkNumber(spec: SweepSpec): void {
  const runs = countRuns(spec);
  if (runs > MOST_SWEEP_RUNS) {
    throw new LabError(
      'bad-config',
      `sweep: these settings make ${runs} runs, and at most ${MOST_SWEEP_RUNS} are accepted; take fewer values or seeds.`,
      { field: 'sweep', runs },
    );
  }
}

function wrong(path: string, what: string): LabError {
  return new LabError('bad-config', `${path}: ${what}.`, { field: path });
}
