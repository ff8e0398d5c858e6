/** @file Exported curves back as evaluations. */
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';

type Values = Partial<Record<MetricName, number>>;

/** @param csv rows `run,metric,step,seconds,value` of one run, as `groklab export curves` writes them */
export function readCurves(csv: string): Evaluation[] {
  const byStep = new Map<number, Evaluation & { readonly values: Values }>();
  for (const row of csv.trim().split('\n').slice(1)) {
    const [, metric, step, seconds, value] = row.trim().split(',') as [
      string,
      MetricName,
      string,
      string,
      string,
    ];
    const known = byStep.get(Number(step)) ?? {
      step: Number(step),
      seconds: Number(seconds),
      values: {} as Values,
    };
    known.values[metric] = Number(value);
    byStep.set(known.step, known);
  }
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}
