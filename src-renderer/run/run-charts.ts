/** @file The charts of one run. */
import { accuracyText } from '../../src-main/contract/values/accuracy-text.ts';
import { unreached } from '../../src-main/contract/values/censoring.ts';
import { isOwn } from '../../src-main/contract/values/foreign-run.ts';
import type { MeasureId } from '../../src-main/contract/values/measure-id.ts';
import { METRICS, type MetricName } from '../../src-main/contract/values/metric.ts';
import { ENDED, type RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { ChartModel, ChartSeries, Rule } from '../charts/chart-model.ts';
import { findDips, type Dip } from '../charts/dips.ts';
import type { SeriesData } from '../charts/nearest.ts';
import { strokeOfRun } from '../charts/strokes.ts';
import { count } from '../ui/format.ts';
import { notYetLabel, point1Label, point2Label } from '../runs/points.ts';

interface ChartKind {
  readonly id: string;
  readonly title: string;
  /** The measure that makes its metrics; without it the chart is left out. */
  readonly measure: MeasureId;
  /** Thin lines first, the bold one last. */
  readonly metrics: readonly MetricName[];
}

export const RUN_CHARTS: readonly ChartKind[] = [
  { id: 'accuracy', title: 'Accuracy', measure: 'losses', metrics: ['train/accuracy', 'val/accuracy'] },
  { id: 'loss', title: 'Loss', measure: 'losses', metrics: ['train/loss', 'val/loss'] },
  { id: 'norm', title: 'Weight norm', measure: 'weights-norm', metrics: ['weights/norm'] },
  {
    id: 'effective-rate',
    title: 'Effective learning rate',
    measure: 'effective',
    metrics: ['effective/learningRate'],
  },
  {
    id: 'gradient',
    title: 'Gradient norm',
    measure: 'effective',
    metrics: ['gradient/batchNorm', 'gradient/norm'],
  },
  {
    id: 'effective-gradient',
    title: 'Effective gradient norm',
    measure: 'effective',
    metrics: ['effective/batchGradientNorm', 'effective/gradientNorm'],
  },
  {
    id: 'zero-losses',
    title: 'Zero losses',
    measure: 'softmax-collapse',
    metrics: ['train/zeroLossShare'],
  },
];

export const RUN_METRICS: readonly MetricName[] = RUN_CHARTS.flatMap((chart) => chart.metrics);

/** Train accuracy below this after point 1 is a collapse, as the experiments count them. */
export const COLLAPSE_BELOW = 0.9;

export type CurveOf = (metric: MetricName) => SeriesData;

/** The kinds of chart that this run has something to show in, now or later. */
export function chartsOf(run: RunRecord): readonly ChartKind[] {
  if (!isOwn(run)) return RUN_CHARTS.filter(({ metrics }) => metrics.some((metric) => metric in run.last));
  return RUN_CHARTS.filter(({ measure }) => run.config.measures.includes(measure));
}

export function chartModel(kind: ChartKind, run: RunRecord, curveOf: CurveOf): ChartModel {
  const first = METRICS[kind.metrics[0] as MetricName];
  return {
    id: kind.id,
    title: kind.title,
    unit: first.unit,
    scale: first.scale,
    ...(first.range && { range: first.range }),
    series: kind.metrics.map((metric, index) =>
      lineOf(metric, run, curveOf(metric), index === kind.metrics.length - 1),
    ),
    rules: pointRules(run),
    levels:
      kind.id === 'accuracy'
        ? [{ value: run.config.points.threshold, label: `threshold ${run.config.points.threshold}` }]
        : [],
    spans: kind.id === 'accuracy' ? collapses(run, curveOf('train/accuracy')).map(asSpan) : [],
    empty: emptyWords(run),
  };
}

function lineOf(metric: MetricName, run: RunRecord, data: SeriesData, bold: boolean): ChartSeries {
  return {
    ...data,
    id: metric,
    label: METRICS[metric].label,
    // On its own page a run needs no dash to be told from others.
    stroke: { colour: strokeOfRun(run.id).colour, dash: 0 },
    weight: bold ? 'bold' : 'thin',
    live: run.status === 'running',
  };
}

function emptyWords(run: RunRecord): string {
  if (run.status === 'queued')
    return 'The curve appears once the run has started. It waits for a free worker.';
  if (ENDED.has(run.status)) return 'The run ended before its first evaluation.';
  return 'The curve begins with the first evaluation.';
}

/** Points 1 and 2 in words; a run that was watched to its end without point 2 says so there. */
export function pointRules(run: RunRecord): Rule[] {
  const rules: Rule[] = [];
  if (run.point1) rules.push({ step: run.point1.step, label: point1Label(run), stroke: null });
  if (run.point2) rules.push({ step: run.point2.step, label: point2Label(run), stroke: null });
  else if (unreached(run, 'point2') === 'censored') {
    rules.push({ step: run.progress.step, label: notYetLabel(run), stroke: null });
  }
  return rules;
}

/** Stretches in which train accuracy fell after it had been reached. */
export function collapses(run: RunRecord, train: SeriesData): Dip[] {
  return run.point1 ? findDips(train, run.point1.step, COLLAPSE_BELOW) : [];
}

const asSpan = (dip: Dip) => ({
  from: dip.from,
  to: dip.to,
  label: collapseWords(dip),
  kind: 'collapse' as const,
});

/** 'steps 5 210 to 5 290, down to 0.31'. */
export const collapseWords = (dip: Dip): string =>
  `steps ${count(dip.from)} to ${count(dip.to)}, down to ${accuracyText(dip.lowest, 2)}`;
