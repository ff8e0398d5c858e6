/** @file Grokking times to people, a table with a picture on a logarithmic axis, and to programs, one object. */
import { hasInterval, type GrokGroup, type GrokLaw, type GrokTimes } from '../contract/wire/grok-times.ts';
import { countOf, grouped, short } from './people.ts';
import { textTable, type Column } from './text-table.ts';

/** The object of `--json`: one path gives bare values, two give pairs. */
export function grokTimesObject({ by, groups, points, ...rest }: GrokTimes) {
  const valueOf = ({ values }: GrokGroup) => (by.length === 1 ? (values[0] ?? null) : values);
  return {
    by: by.length === 1 ? by[0] : by,
    groups: groups.map(({ curve, values, ...group }) => ({
      value: valueOf({ curve, values, ...group }),
      ...group,
      curve: Array.from(curve.time, (time, i) => ({
        time,
        atRisk: curve.atRisk[i],
        survival: curve.survival[i],
        low: limit(curve.low[i]),
        high: limit(curve.high[i]),
      })),
    })),
    ...rest,
    points,
  };
}

/** Where no limit can be had there is none, as in the groups. */
const limit = (value = NaN): number | null => (Number.isNaN(value) ? null : value);

/** What a terminal shows, where there are groups. @param width characters a line may have */
export function grokTimesText(times: GrokTimes, width: number): string[] {
  return [
    describeDefinition(times),
    ...textTable(columnsOf(times), times.groups),
    ...section(pooledLines(times)),
    ...section(picture(times, width)),
    ...section(testLines(times)),
    ...section([...times.laws.flatMap((law) => lawLines(law, times.groups)), ...aboutLaws(times)]),
    ...section(times.noLaw === null ? [] : [`No law: ${times.noLaw}.`]),
  ];
}

function pooledLines({ pooled }: GrokTimes): string[] {
  if (pooled.length === 0) return [];
  const names = pooled.join(', ');
  return [
    `Runs of ${pooled.length} experiments lie in one group (${names}); --by experiment parts them, --filter leaves some out.`,
  ];
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function describeDefinition({ definition: { metric, threshold, sustain, delay } }: GrokTimes): string {
  const bound = threshold === null ? "at each run's threshold" : `at ${threshold}`;
  const held = sustain === null || sustain === 1 ? '' : `, held for ${sustain} evaluations`;
  const what = metric === 'points' ? 'train and validation accuracy' : metric;
  return `${delay ? 'Steps from memorising to' : 'Steps to'} ${what} ${bound}${held}:`;
}

const steps = (value: number | null) => (value === null ? '–' : grouped(Math.round(value)));
const valuesText = ({ values, unknown }: GrokGroup) =>
  values.map((value) => String(value ?? (unknown ? 'not known' : '–'))).join(', ') || 'all';

function columnsOf({ by, definition, level, groups }: GrokTimes): Column<GrokGroup>[] {
  const count = (title: string, of: (group: GrokGroup) => number): Column<GrokGroup> => ({
    title,
    text: (group) => String(of(group)),
    align: 'right',
  });
  /** A column that is worth its width only where something is in it. */
  const rare = (title: string, of: (group: GrokGroup) => number) =>
    groups.some((group) => of(group) > 0) ? [count(title, of)] : [];
  return [
    { title: by.join(', ') || 'runs', text: valuesText, align: 'right' },
    count('n', (group) => group.n),
    count('events', (group) => group.events),
    count('censored', (group) => group.censored),
    ...rare('may go on', (group) => group.provisional),
    count('failed', (group) => group.failed),
    ...rare('stopped', (group) => group.stopped),
    ...(definition.delay ? rare('never memorised', (group) => group.unmemorised) : []),
    ...rare('not observed', (group) => group.unobserved),
    ...rare('repeats', (group) => group.repeats),
    { title: 'median', text: ({ median }) => steps(median), align: 'right' },
    { title: `${short(level * 100)} %`, text: intervalText, align: 'right' },
    { title: 'known to', text: ({ meanWidth }) => steps(meanWidth), align: 'right' },
    { title: 'Weibull shape', text: shapeText, align: 'right' },
    ...(groups.some(({ phase }) => phase) ? [{ title: 'phase', text: phaseText }] : []),
  ];
}

/** An open end is one that the data do not bound. */
function intervalText(group: GrokGroup): string {
  const { low, high } = group;
  return hasInterval(group) ? `${steps(low)} to ${high === null ? '∞' : steps(high)}` : '–';
}

function shapeText({ weibull }: GrokGroup): string {
  if (!weibull) return '–';
  const { shape, low, high } = weibull;
  return `${short(shape)} (${low === null ? '0' : short(low)} to ${high === null ? '∞' : short(high)})`;
}

function phaseText({ phase, phases }: GrokGroup): string {
  const counts = Object.entries(phases ?? {}).filter(([, n]) => n > 0);
  return counts.length > 1
    ? `${phase} (${counts.map(([name, n]) => `${n} ${name}`).join(', ')})`
    : (phase ?? '');
}

const LEAST_PICTURE = 20;
const MEDIAN = '●';
const EVENT = '•';
const CENSORED = '○';
const INTERVAL = '─';

/** A line per group on a logarithmic axis: runs as dots, censored ones hollow at their last step, the median and its
 *  interval over them. */
function picture({ groups, points }: GrokTimes, width: number): string[] {
  const labels = groups.map(valuesText);
  const margin = Math.max(...labels.map((label) => [...label].length)) + 2;
  const cells = width - margin - 8;
  const placed = points.filter(({ time }) => time !== null && time > 0);
  if (placed.length === 0 || cells < LEAST_PICTURE) return [];
  const logs = placed.map(({ time }) => Math.log10(time as number));
  const low = Math.floor(Math.min(...logs));
  const high = Math.max(low + 1, Math.ceil(Math.max(...logs)));
  const cellOf = (time: number) => Math.round(((Math.log10(time) - low) / (high - low)) * (cells - 1));
  const rows = groups.map((group, i) => {
    const line = drawnGroup(
      group,
      placed.filter((point) => point.group === i),
      cellOf,
      cells,
    );
    return `${(labels[i] as string).padStart(margin - 2)} │${line}`.trimEnd();
  });
  const axis = axisText(low, high, cells);
  const interval = groups.some(hasInterval) ? `, ${INTERVAL} its interval` : '';
  return [
    ...rows,
    `${' '.repeat(margin - 1)}└${axis.marks}`,
    `${' '.repeat(margin)}${axis.labels}`,
    `${' '.repeat(margin)}${EVENT} run  ${CENSORED} censored, at its last step  ${MEDIAN} median${interval}`,
  ];
}

function drawnGroup(
  group: GrokGroup,
  points: GrokTimes['points'],
  cellOf: (time: number) => number,
  cells: number,
): string {
  const { median, low, high } = group;
  const line = new Array<string>(cells).fill(' ');
  if (median !== null && median > 0 && hasInterval(group)) {
    const from = low !== null && low > 0 ? cellOf(low) : cellOf(median);
    line.fill(INTERVAL, from, (high === null ? cells - 1 : cellOf(high)) + 1);
  }
  for (const { time, outcome } of points)
    line[cellOf(time as number)] = outcome === 'event' ? EVENT : CENSORED;
  if (median !== null && median > 0) line[cellOf(median)] = MEDIAN;
  return line.join('');
}

function axisText(low: number, high: number, cells: number): { marks: string; labels: string } {
  const marks = new Array<string>(cells).fill('─');
  const labels = new Array<string>(cells + 8).fill(' ');
  for (let decade = low; decade <= high; decade++) {
    const cell = Math.round(((decade - low) / (high - low)) * (cells - 1));
    marks[cell] = '┴';
    [...grouped(10 ** decade)].forEach((character, i) => (labels[cell + i] = character));
  }
  return { marks: marks.join(''), labels: labels.join('').trimEnd() };
}

function testLines({ logRank, groups }: GrokTimes): string[] {
  const n = groups.reduce((sum, group) => sum + (group.unknown ? group.n : 0), 0);
  const runs = n === 1 ? '1 run whose setting is not known is' : `${n} runs whose settings are not known are`;
  const out = n === 0 ? [] : [`${runs} in no test and no law.`];
  if (!logRank) return out;
  const { statistic, df, p } = logRank;
  const which = df + 1 < groups.length ? ` (${df + 1} of ${groups.length} groups)` : '';
  return [
    `Log-rank test that all groups are alike: χ² = ${short(statistic)} on ${countOf(df, 'degree')} of freedom${which}, p = ${short(p)}`,
    ...out,
  ];
}

/** What is to be known of all laws. */
function aboutLaws({ laws, lawCaution }: GrokTimes): string[] {
  if (laws.length === 0) return [];
  const caution = lawCaution === null ? [] : [`Only an impression: ${lawCaution}.`];
  return [...(laws.length > 1 ? ['AIC: smaller is better, between laws of the same runs.'] : []), ...caution];
}

function lawLines(
  { law, formula, parameters, sigma, aic, n, censored, leftOut, residuals }: GrokLaw,
  groups: readonly GrokGroup[],
): string[] {
  const values = parameters.map(({ name, value, low, high }) => {
    const interval = low === null || high === null ? '' : ` (${short(low)} to ${short(high)})`;
    return `${name} = ${short(value)}${interval}`;
  });
  const out = leftOut > 0 ? `, ${leftOut} left out` : '';
  const off = residuals.flatMap(({ residual }, i) =>
    residual === null ? [] : [`${valuesText(groups[i] as GrokGroup)}: ${signed(residual)}`],
  );
  return [
    `Law ${law}: ${formula}; ${values.join(', ')}; scatter of ln T ${short(sigma)}, AIC ${short(aic)}, ${n} runs, ${censored} of them censored${out}`,
    ...(off.length > 0 ? [`  residuals ln(median / law): ${off.join(', ')}`] : []),
  ];
}

const signed = (value: number) => `${value < 0 ? '−' : '+'}${short(Math.abs(value))}`;
