/** @file Values that a metric cannot have, and what has to be said of them: accuracies are shares here, and often percent there. */
import { METRICS, type MetricName } from '../../contract/values/metric.ts';
import type { Asker } from './asker.ts';
import { badForeign, type ForeignRun, type ForeignSeries } from './foreign-run.ts';
import { mapMetrics, metricIn, type GivenMap } from './map-metrics.ts';

interface Outside {
  readonly run: ForeignRun;
  readonly name: string;
  readonly metric: MetricName;
  readonly step: number;
  /** As it is there. */
  readonly value: number;
  /** Whether the values are said to be percent. */
  readonly percent: boolean;
  /** Whether no value would be outside if they were said to be percent. */
  readonly mended: boolean;
}

/** @throws LabError that names every accuracy that is none: it would never, or at once, reach a threshold */
export function refuseOutside(runs: readonly ForeignRun[], given: GivenMap, asker: Asker): void {
  const all = runs.flatMap((run) => outsideOf(run, given));
  const wrong = all.filter(({ mended }) => !mended);
  const told = wrong.length > 0 ? wrong : all;
  const [first, ...more] = told.filter(({ name }, i) => told.findIndex((one) => one.name === name) === i);
  if (!first) return;
  const most = first.percent ? '100 %' : '1';
  const what = `'${first.name}' is ${valueText(first)}, and ${first.metric} goes from 0 to ${most}`;
  const remedy =
    wrong.length > 0
      ? 'correct it there, or leave the column out of the file'
      : percentRemedy(all, given, more.length > 0 ? 'they are' : 'it is', asker);
  throw badForeign(first.run.file, `step ${first.step}`, what + more.map(alsoText).join(''), remedy);
}

const valueText = ({ value, percent }: Outside) => (percent ? `${value} %` : String(value));
const alsoText = (one: Outside) => `; '${one.name}' is ${valueText(one)}, for ${one.metric}`;

function outsideOf(run: ForeignRun, given: GivenMap): Outside[] {
  return [...mapMetrics([...run.series.keys()], given)].flatMap(([metric, { name, percent }]) => {
    const { step, value } = run.series.get(name) as ForeignSeries;
    const [low, high] = METRICS[metric].range ?? [-Infinity, Infinity];
    const firstOut = (whole: number) => value.findIndex((one) => one / whole < low || one / whole > high);
    // What is no percent either tells more than what might be.
    const never = firstOut(100);
    const at = never < 0 && !percent ? firstOut(1) : never;
    if (at < 0) return [];
    const [atStep, there] = [step[at] as number, value[at] as number];
    return [{ run, name, metric, step: atStep, value: there, percent, mended: never < 0 }];
  });
}

/** A metric can be given one name: files in which it has another one have to be imported by themselves. */
function percentRemedy(all: readonly Outside[], given: GivenMap, subject: string, asker: Asker): string {
  const names = new Map(Object.entries(given).map(([name, text]) => [metricIn(text), name]));
  const fits = ({ name, metric }: Outside) => (names.get(metric) ?? name) === name;
  const [together, apart]: [Outside[], Outside[][]] = [[], []];
  for (const own of Map.groupBy(all, ({ run }) => run).values()) {
    if (!own.every(fits)) {
      apart.push(own);
      continue;
    }
    together.push(...own);
    for (const { name, metric } of own) names.set(metric, name);
  }
  const files = [...new Set(apart.flatMap(([one]) => one?.run.file ?? []))];
  if (together.length === 0) {
    return `if ${subject} percent, import ${files[0]} separately, with ${asker.saying(pairsFor(apart[0] ?? []))}`;
  }
  const rest = files.length > 0 ? `, and import ${someOf(files)} separately: names are others there` : '';
  return `if ${subject} percent, say ${asker.saying(pairsFor(together))}${rest}`;
}

const pairsFor = (these: readonly Outside[]): string[] => [
  ...new Set(these.map(({ name, metric }) => `${name}=${metric}%`)),
];

function someOf(files: readonly string[]): string {
  const shown = files.slice(0, 4).join(', ');
  return files.length > 4 ? `${shown} and ${files.length - 4} more` : shown;
}
