/** @file How fast the store takes points in and gives them back, and what a point costs: `node tests/bench/store.ts`. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import { ALL_RUNS, type CurveRequest } from '../../src-main/contract/wire/requests.ts';
import { quickStart } from '../../src-main/experiments/quick-start.ts';
import { curvesCsv } from '../../src-main/store/export/curves-text.ts';
import { openStore, type Store } from '../../src-main/store/open-store.ts';
import type { RunSummary } from '../../src-main/store/store.ts';

const METRICS: readonly MetricName[] = [
  'train/loss',
  'train/accuracy',
  'val/loss',
  'val/accuracy',
  'weights/norm',
  'gradient/norm',
];

const folder = mkdtempSync(join(tmpdir(), 'groklab-bench-'));
try {
  for (const batch of [1, 20, 1000]) ingest(batch);
  curves();
  table();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function aRun({ writer }: Store, uid: string, learningRate = 1e-3): number {
  const { config, id: experiment } = quickStart;
  const optimizer = { ...config.optimizer, learningRate };
  return writer.insertRun({
    ...{ uid, name: '', experiment, config: { ...config, optimizer }, configHash: uid },
    ...{ engine: 'onnx-cpu', threads: 1, tags: [], createdAt: Date.now() },
  }).id;
}

function evaluations(from: number, count: number): Evaluation[] {
  return Array.from({ length: count }, (_, i) => ({
    step: (from + i) * 10,
    seconds: (from + i) / 90,
    values: Object.fromEntries(METRICS.map((name) => [name, Math.random()])),
  }));
}

function summary(step: number): RunSummary {
  const progress = { step, steps: 1e6, seconds: step / 900, stepsPerSecond: 900, secondsLeft: 1 };
  return { progress, point1: null, point2: null, relapses: 0 };
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/** Four runs side by side, a batch of each in turn, each batch a commit on the disk. */
function ingest(batch: number): void {
  const file = join(folder, `ingest-${batch}.groklab`);
  const store = openStore(file);
  const runs = [1, 2, 3, 4].map((n) => aRun(store, `${n}`));
  const perRun = Math.min(25_000, batch * 500);
  const batches = Array.from({ length: perRun / batch }, (_, i) => evaluations(i * batch, batch));
  const took = seconds(() => {
    for (const list of batches) {
      for (const run of runs) store.writer.appendEvaluations(run, list, summary(list.at(-1)?.step ?? 0));
    }
  });
  store.close();
  const points = perRun * runs.length * METRICS.length;
  const rate = Math.round(points / took).toLocaleString('en');
  const bytes = (statSync(file).size / points).toFixed(1);
  console.log(`ingest, ${batch} evaluations a batch: ${rate} points/s, ${bytes} bytes a point`);
}

function curves(): void {
  const store = openStore(join(folder, 'curves.groklab'));
  const runs = Array.from({ length: 100 }, (_, n) => aRun(store, `${n}`));
  const list = evaluations(0, 5000);
  for (const run of runs) store.writer.appendEvaluations(run, list, summary(50_000));
  const metrics: MetricName[] = ['train/accuracy', 'val/accuracy'];
  const request: CurveRequest = { runs, metrics, width: 1200, scale: 'log', from: null, to: null };
  const times = Array.from({ length: 9 }, () => 1000 * seconds(() => store.reader.curves(request)));
  const [first = 0] = times;
  const median = times.sort((a, b) => a - b)[4] ?? 0;
  console.log(
    `200 curves of 5000 points for 1200 px, log x: ${median.toFixed(0)} ms (the first time ${first.toFixed(0)} ms)`,
  );
  let characters = 0;
  const exported = seconds(() => {
    for (const chunk of curvesCsv(store.reader.seriesRows(runs))) characters += chunk.length;
  });
  const rate = Math.round((runs.length * 5000 * METRICS.length) / exported).toLocaleString('en');
  console.log(`CSV of ${(characters / 1e6).toFixed(0)} MB: ${rate} rows/s`);
  store.close();
}

function table(): void {
  const store = openStore(join(folder, 'table.groklab'));
  for (let n = 0; n < 10_000; n++) aRun(store, `${n}`, 10 ** -(n % 97));
  for (const sort of ['-id', 'optimizer.learningRate', '-val/accuracy']) {
    const query = { ...ALL_RUNS, sort, limit: 100 };
    store.reader.runs(query);
    const ms = 1000 * seconds(() => store.reader.runs(query));
    console.log(`table of 10 000 runs, a page by ${sort}: ${ms.toFixed(1)} ms`);
  }
  const search = { ...ALL_RUNS, search: 'quick 99', limit: 100 };
  console.log(`the same, searched: ${(1000 * seconds(() => store.reader.runs(search))).toFixed(1)} ms`);
  store.close();
}
