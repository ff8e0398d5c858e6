/** @file Puts the accuracy curves of a real run among the pictures that come with the app.
 *  Use: groklab export curves --run last | node tests/published/make-example-curve.ts EXPERIMENT */
import { readFileSync, writeFileSync } from 'node:fs';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import { decimate } from '../../src-main/store/decimate.ts';
import { evaluationsOnInput } from './read-curves.ts';

const PICTURE_PIXELS = 120;
const FILE = new URL('../../src-renderer/new-run/example-curves.json', import.meta.url);

const [experiment] = process.argv.slice(2);
if (!experiment) throw new Error('which experiment? make-example-curve.ts EXPERIMENT < curves.csv');
const evaluations = await evaluationsOnInput();
const steps = Float64Array.from(evaluations, ({ step }) => step);
const valuesOf = (metric: MetricName) =>
  Float64Array.from(evaluations, ({ values }) => values[metric] ?? NaN);
const [train, val] = [valuesOf('train/accuracy'), valuesOf('val/accuracy')];

const view = { width: PICTURE_PIXELS, scale: 'log', from: 1, to: steps.at(-1) as number } as const;
const kept = new Set([...decimate(steps, train, view), ...decimate(steps, val, view)]);
const order = [...kept].sort((a, b) => a - b).filter((i) => (steps[i] as number) > 0);
const rounded = (values: Float64Array) => order.map((i) => Number((values[i] as number).toFixed(3)));

const curves = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
curves[experiment] = { step: order.map((i) => steps[i]), train: rounded(train), val: rounded(val) };
writeFileSync(FILE, `${JSON.stringify(curves)}\n`);
console.log(`${experiment}: ${order.length} of ${evaluations.length} evaluations kept`);
