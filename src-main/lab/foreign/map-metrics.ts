/** @file Which metric here is meant by a name of another program: said by a person, or guessed from the words in it. */
import { meant } from '../../contract/values/filter/nearest.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import { METRICS, metricName, type MetricName } from '../../contract/values/metric.ts';
import { COMMAND, type Asker } from './asker.ts';
import { listed } from './columns.ts';

/** Where a metric's values come from. */
export interface MetricSource {
  readonly name: string;
  /** Whether they are percent there, and shares here. */
  readonly percent: boolean;
}

export type MetricMap = ReadonlyMap<MetricName, MetricSource>;

/** Names there to metrics here, as a person gives them; a % behind a metric says that the values are percent. */
export type GivenMap = Readonly<Record<string, string>>;

/** The metric as it is given, without the sign of percent. */
export const metricIn = (text: string): string => text.replace(/%$/, '');

/** @throws LabError `bad-request` for a metric that there is not, or that is given twice */
export function checkGiven(given: GivenMap, asker: Asker = COMMAND): void {
  const metrics = Object.values(given).map(metricIn);
  const unknown = metrics.find((name) => !Object.hasOwn(METRICS, name));
  if (unknown !== undefined) {
    const { options } = metricName;
    throw badMap(
      asker,
      `there is no metric '${unknown}'${meant(unknown, options)}; there are ${options.join(', ')}`,
    );
  }
  const twice = metrics.find((name, i) => metrics.indexOf(name) !== i);
  if (twice !== undefined) throw badMap(asker, `'${twice}' is given twice; give each metric one name`);
}

/** @throws LabError `bad-request` for a name that is given and not among those there are */
export function checkNames(given: GivenMap, names: readonly string[], asker: Asker = COMMAND): void {
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw badMap(asker, `nothing is called '${unknown}'${meant(unknown, names)}; there are ${listed(names)}`);
}

function badMap({ map }: Asker, what: string): LabError {
  return new LabError('bad-request', `${map}: ${what}.`, { field: 'map' });
}

/**
 * What is given, then for every metric that is not the best guess among the other names. Two names that are as good as each
 * other are none.
 */
export function mapMetrics(names: readonly string[], given: GivenMap): MetricMap {
  const map = new Map<MetricName, MetricSource>();
  for (const [name, text] of Object.entries(given)) {
    const percent = text.endsWith('%');
    if (names.includes(name)) map.set(metricIn(text) as MetricName, { name, percent });
  }
  const free = names.filter((name) => !Object.hasOwn(given, name));
  const guesses = free.flatMap((name) => guessesOf(name).map((guess) => ({ name, ...guess })));
  for (const metric of metricName.options) {
    if (map.has(metric)) continue;
    const [best, second] = guesses.filter((guess) => guess.metric === metric).sort((a, b) => b.rank - a.rank);
    if (best && best.rank !== second?.rank) map.set(metric, { name: best.name, percent: false });
  }
  return map;
}

interface Guess {
  readonly metric: MetricName;
  readonly rank: number;
}

/** What the words of a name mean, and of two words for one split which goes first. */
type SplitWord = readonly ['train' | 'val', number];
const SPLITS: ReadonlyMap<string, SplitWord> = new Map<string, SplitWord>([
  ...['train', 'training', 'tr'].map((word) => [word, ['train', 2]] as const),
  ...['val', 'valid', 'validation'].map((word) => [word, ['val', 3]] as const),
  ...['eval', 'dev'].map((word) => [word, ['val', 2]] as const),
  ['test', ['val', 1]],
]);
const QUANTITIES: ReadonlyMap<string, 'loss' | 'accuracy'> = new Map([
  ...['loss', 'nll', 'xent'].map((word) => [word, 'loss'] as const),
  ...['acc', 'accuracy'].map((word) => [word, 'accuracy'] as const),
]);
const NORMS: ReadonlyMap<string, MetricName> = new Map([
  ...['weight', 'weights', 'parameter', 'parameters', 'param', 'params'].map(
    (word) => [word, 'weights/norm'] as const,
  ),
  ...['grad', 'grads', 'gradient', 'gradients'].map((word) => [word, 'gradient/norm'] as const),
]);

function guessesOf(name: string): Guess[] {
  const exact = metricName.options.find((metric) => metric === name);
  if (exact) return [{ metric: exact, rank: 10 }];
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
  const [kept, unknown] = sorted(words);
  if (unknown > 0) return [];
  if (words.includes('norm')) {
    const metric = words.map((word) => NORMS.get(word)).find(Boolean);
    return metric ? [{ metric, rank: 5 }] : [];
  }
  const quantities = kept.flatMap((word) => QUANTITIES.get(word) ?? []);
  const splits = kept.flatMap((word) => {
    const split = SPLITS.get(word);
    return split ? [split] : [];
  });
  const [quantity] = quantities;
  if (!quantity || quantities.length > 1 || splits.length > 1) return [];
  // Where nothing is said, it is what the program trains on.
  const [split, rank] = splits[0] ?? ['train', 1];
  return [{ metric: `${split}/${quantity}`, rank }];
}

/** Words that say something here, and how many say something that is not known. */
function sorted(words: readonly string[]): [string[], number] {
  const known = (word: string) => SPLITS.has(word) || QUANTITIES.has(word) || NORMS.has(word);
  const beside = new Set(['norm', 'set', 'epoch', 'step', 'mean', 'total', 'cross', 'entropy', 'ce']);
  return [words.filter(known), words.filter((word) => !known(word) && !beside.has(word)).length];
}
