/** @file Exported curves back as evaluations. */
import { text } from 'node:stream/consumers';
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';

type Values = Partial<Record<MetricName, number>>;

/** @param csv rows `run,metric,step,seconds,value` of one run, as `groklab export curves` writes them */
function readCurves(csv: string): Evaluation[] {
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

/** The evaluations on standard input. Where there are none it says so, and the process ends with 2. */
export async function evaluationsOnInput(): Promise<Evaluation[]> {
  const evaluations = readCurves(await text(process.stdin));
  if (evaluations.length > 0) return evaluations;
  console.error('no evaluations on standard input; give what `groklab export curves --run RUN` writes.');
  process.exit(2);
}
