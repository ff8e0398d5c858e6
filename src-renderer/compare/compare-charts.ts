/** @file The charts of a comparison: a line per run, or a line with a band per group. */
import { groupCurve, type GroupBand, type GroupLine } from '../../src-main/analysis/group-curve.ts';
import { METRICS, type MetricName } from '../../src-main/contract/values/metric.ts';
import type { RunId, RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { ChartModel, ChartSeries, Rule } from '../charts/chart-model.ts';
import { describeGroup } from '../charts/group-statistics.ts';
import type { SeriesData } from '../charts/nearest.ts';
import { strokeOf, strokesOfRuns, type Stroke } from '../charts/strokes.ts';
import { shortened } from '../figures/figure.ts';
import { count } from '../ui/format.ts';
import type { RunGroup } from './grouping.ts';

/** How the runs of the comparison are told apart, those that are not drawn as well. */
type RunStrokes = ReadonlyMap<RunId, Stroke>;

export type CurveOf = (run: RunId, metric: MetricName) => SeriesData;

export interface GroupStyle {
  readonly line: GroupLine;
  readonly band: GroupBand;
  /** Draws each run faintly besides. */
  readonly members: boolean;
}

/** More rules than this hide the curves. */
const MOST_RULES = 4;
/** Letters of a run's name that a rule has room for. */
const LONGEST_IN_RULE = 20;

export function compareModel(
  metric: MetricName,
  runs: readonly RunRecord[],
  groups: readonly RunGroup[] | null,
  style: GroupStyle,
  curveOf: CurveOf,
  strokes: RunStrokes = strokesOfRuns(runs.map(({ id }) => id)),
): ChartModel {
  const info = METRICS[metric];
  return {
    id: metric,
    title: info.label.charAt(0).toUpperCase() + info.label.slice(1),
    unit: info.unit,
    scale: info.scale,
    ...(info.range && { range: info.range }),
    series: groups
      ? groups.flatMap((group, index) => groupLines(metric, group, index, style, curveOf))
      : runs.map((run) => runLine(metric, run, strokes, curveOf)),
    rules: groups ? [] : pointRules(runs, strokes),
    levels: thresholds(metric, runs),
    spans: [],
    empty: 'None of these runs has recorded this yet.',
  };
}

function runLine(metric: MetricName, run: RunRecord, strokes: RunStrokes, curveOf: CurveOf): ChartSeries {
  return {
    ...dataOf(curveOf(run.id, metric)),
    id: String(run.id),
    label: run.name,
    stroke: strokes.get(run.id) as Stroke,
    weight: 'bold',
    live: run.status === 'running',
  };
}

const dataOf = ({ step, value, seconds }: SeriesData): SeriesData => ({ step, value, seconds });

function groupLines(
  metric: MetricName,
  group: RunGroup,
  index: number,
  { line, band, members }: GroupStyle,
  curveOf: CurveOf,
): ChartSeries[] {
  const stroke = strokeOf(index);
  const present = group.runs.filter((run) => curveOf(run.id, metric).step.length > 0);
  const curves = present.map((run) => dataOf(curveOf(run.id, metric)));
  const curve = groupCurve(curves, line, band);
  const middle: ChartSeries = {
    ...curve,
    seconds: new Float64Array(0),
    id: group.key,
    label: `${group.label} (${describeGroup(curve, line, band)})`,
    short: group.label,
    stroke,
    weight: 'bold',
    live: false,
  };
  if (!members) return [middle];
  const faint = present.map((run, i): ChartSeries => ({
    ...(curves[i] as SeriesData),
    id: group.key,
    label: run.name,
    stroke,
    weight: 'faint',
    live: false,
  }));
  return [...faint, middle];
}

/** Where each run generalised, while there are few enough to read. */
function pointRules(runs: readonly RunRecord[], strokes: RunStrokes): Rule[] {
  if (runs.length > MOST_RULES) return [];
  return runs.flatMap((run) =>
    run.point2
      ? [
          {
            step: run.point2.step,
            label: `${shortened(run.name, LONGEST_IN_RULE)}: generalised at ${count(run.point2.step)}`,
            stroke: strokes.get(run.id) ?? null,
          },
        ]
      : [],
  );
}

function thresholds(metric: MetricName, runs: readonly RunRecord[]) {
  if (!metric.endsWith('/accuracy')) return [];
  const values = [...new Set(runs.map((run) => run.config.points.threshold))];
  return values.map((value) => ({ value, label: `threshold ${value}` }));
}
