/** @file Reads the exported curves of one run and prints, line by line, whether it shows what Melnik et al. describe:
 *  collapses of train accuracy that coincide with peaks of the effective gradient, a saw-tooth of the effective learning
 *  rate, and later collapses at one and the same effective learning rate.
 *  Use: groklab export curves --run last | node tests/published/check-melnik.ts [one-layer|two-layer] */
import { collapses } from '../../src-main/analysis/collapses.ts';
import { median } from '../../src-main/analysis/median.ts';
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import { evaluationsOnInput } from './read-curves.ts';

const variant = process.argv[2] ?? 'one-layer';
const evaluations = await evaluationsOnInput();
const at = (metric: MetricName) => (e: Evaluation) => e.values[metric] as number;
const [train, val] = [at('train/accuracy'), at('val/accuracy')];
const [rate, gradient] = [at('effective/learningRate'), at('effective/gradientNorm')];

const point1 = evaluations.find((e) => train(e) >= 1)?.step ?? Infinity;
const point2 = evaluations.find((e) => train(e) >= 1 && val(e) >= 1)?.step ?? Infinity;
const after1 = evaluations.filter((e) => e.step > point1);
const found = collapses(evaluations, { step: point1, after: point1 });
const typicalGradient = median(after1.map(gradient));

let passed = true;
function line(claim: string, measured: string, holds: boolean): void {
  passed &&= holds;
  console.log(`${holds ? 'holds ' : 'FAILS '} ${claim}: ${measured}`);
}

const between = (from: number, to: number) => evaluations.filter((e) => e.step >= from && e.step <= to);
const before = (start: number) => Math.max(...between(start - 2000, start - 1).map(rate));

if (variant === 'one-layer') {
  line('point 1 by step 2000', String(point1), point1 <= 2000);
  line('point 2 in 8000–45000', String(point2), point2 >= 8000 && point2 <= 45_000);
  line('at least three collapses', found.map((c) => c.start).join(', '), found.length >= 3);
  const peaks = found.map(
    (c) => Math.max(...between(c.start - 200, (c.end ?? c.start) + 200).map(gradient)) / typicalGradient,
  );
  line(
    'peak of the effective gradient ≥ 20 medians at each',
    peaks.map((p) => p.toFixed(0)).join(', '),
    peaks.every((p) => p >= 20),
  );
  // A collapse lasts until train accuracy is back, up to 1 600 steps; the norm, and with it the rate, moves as it ends.
  // What followed one in the last steps of the run, nobody has seen.
  const last = evaluations.at(-1)?.step ?? 0;
  const falls = found
    .slice(1)
    .filter((c) => (c.end ?? c.start) + 1000 <= last)
    .map((c) => 1 - Math.min(...between(c.start, (c.end ?? c.start) + 1000).map(rate)) / before(c.start));
  line(
    'effective rate falls ≥ 10 % within 1000 steps after each but the first',
    falls.map((f) => `${(100 * f).toFixed(0)} %`).join(', '),
    falls.every((f) => f >= 0.1),
  );
  const late = found
    .filter((c) => c.start > point2)
    .map((c) => rate(between(0, c.start - 1).at(-1) as Evaluation));
  const middle = median(late);
  line(
    'effective rate just before collapses after point 2 within ±25 % of the median',
    late.map((r) => r.toExponential(2)).join(', '),
    late.every((r) => Math.abs(r / middle - 1) <= 0.25),
  );
} else {
  line('point 2 by step 60000', String(point2), point2 <= 60_000);
  const early = found.filter((c) => c.start < point2);
  line('at least two collapses before it', early.map((c) => c.start).join(', '), early.length >= 2);
}
process.exitCode = passed ? 0 : 1;
