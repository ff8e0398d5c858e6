/** @file How the store bears 10 000 runs with 20 million points, one of them with a million: `npm run bench:store`.
 *  `BENCH_RUNS=1000` makes it a tenth. Each figure stands beside what it must not exceed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import { ALL_RUNS, type CurveRequest, type RunQuery } from '../../src-main/contract/wire/requests.ts';
import { quickStart } from '../../src-main/experiments/quick-start.ts';
import { curvesCsv } from '../../src-main/store/export/curves-text.ts';
import { defaultReaderEntry } from '../../src-main/lab/package-root.ts';
import { ReaderClient } from '../../src-main/lab/reader-client.ts';
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
const RUNS = Number(process.env['BENCH_RUNS'] ?? 10_000);
const POINTS_OF_ALL = RUNS * 2000;
const MILLION = 1_000_000;
const EVALUATIONS = Math.floor((POINTS_OF_ALL - MILLION) / (RUNS - 1) / METRICS.length);

const folder = mkdtempSync(join(tmpdir(), 'groklab-bench-'));
const store = openStore(join(folder, 'bench.groklab'));
try {
  const long = ingest();
  table();
  curves(long);
  await commits(long);
  store.close();
  const memory = join(import.meta.dirname, 'lab-memory.ts');
  execFileSync(process.execPath, [memory, store.paths.file], { stdio: 'inherit' });
} finally {
  store.close();
  rmSync(folder, { recursive: true, force: true });
}

function tell(what: string, figure: string, target: string): void {
  console.log(`${what}: ${figure} (target: ${target})`);
}

function aRun({ writer }: Store, n: number): number {
  const { config, id: experiment } = quickStart;
  const optimizer = { ...config.optimizer, learningRate: 10 ** -(n % 97), weightDecay: n % 7 };
  return writer.insertRun({
    ...{ uid: `${n}`, name: '', experiment, config: { ...config, seed: n, optimizer }, configHash: `${n}` },
    ...{ engine: 'onnx-cpu', threads: 1, tags: [`tag${n % 13}`], createdAt: Date.now() },
  }).id;
}

function evaluations(from: number, count: number, metrics = METRICS): Evaluation[] {
  return Array.from({ length: count }, (_, i) => ({
    step: (from + i) * 10,
    seconds: (from + i) / 90,
    values: Object.fromEntries(metrics.map((name) => [name, Math.random()])),
  }));
}

function summary(step: number): RunSummary {
  const progress = { step, steps: 1e7, seconds: step / 900, stepsPerSecond: 900, secondsLeft: 1 };
  const point = { step: 1 + Math.floor(Math.random() * step), after: 0 };
  return { progress, point1: null, point2: point, relapses: 0 };
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Medians of the time on the clock and of this process's own time, which others on the machine do not lengthen. */
function median(work: () => void, times = 9): string {
  const middle = (all: number[]) => (all.sort((a, b) => a - b)[Math.floor(times / 2)] as number).toFixed(1);
  const own: number[] = [];
  const clock = Array.from({ length: times }, () => {
    const before = process.cpuUsage();
    const took = milliseconds(work);
    const { user, system } = process.cpuUsage(before);
    own.push((user + system) / 1000);
    return took;
  });
  return `${middle(clock)} ms, ${middle(own)} ms of its own`;
}

/** @returns the run of a million points */
function ingest(): number {
  const made = milliseconds(() => {
    for (let n = 0; n < RUNS; n++) aRun(store, n);
  });
  console.log(`${RUNS} runs ordered one by one: ${(made / RUNS).toFixed(2)} ms each`);
  const before = statSync(store.paths.file).size;
  let spent = 0;
  let own = 0;
  let points = 0;
  const append = (run: number, list: Evaluation[]): void => {
    const before = process.cpuUsage();
    spent += milliseconds(() => store.writer.appendEvaluations(run, list, summary(list.at(-1)?.step ?? 0)));
    const { user, system } = process.cpuUsage(before);
    own += (user + system) / 1000;
    points += list.reduce((sum, { values }) => sum + Object.keys(values).length, 0);
  };
  for (let run = 2; run <= RUNS; run++) append(run, evaluations(0, EVALUATIONS));
  for (let from = 0; from < MILLION; from += 1000) append(1, evaluations(from, 1000, ['val/loss']));
  const rate = (time: number) => `${Math.round((1000 * points) / time).toLocaleString('en')} points/s`;
  tell('ingest', `${rate(spent)}, ${rate(own)} of its own time`, '200,000');
  store.writer.giveBackSpace(); // moves the log into the file
  const bytes = (statSync(store.paths.file).size - before) / points;
  tell(`on disk, ${points.toLocaleString('en')} points`, `${bytes.toFixed(1)} bytes a point`, '40');
  return 1;
}

function table(): void {
  const page = (what: string, query: Partial<RunQuery>) => {
    const asked = { ...ALL_RUNS, limit: 100, ...query };
    let total = 0;
    const took = median(() => ({ total } = store.reader.runs(asked)));
    tell(`a page ${what} (${total} runs fit)`, took, '50 ms');
  };
  page('by number', {});
  page('by a setting', { sort: 'optimizer.learningRate' });
  page('by a last value', { sort: '-val/accuracy' });
  page('by point 2, filtered by a setting and a last value', {
    sort: 'point2',
    filter: 'optimizer.weightDecay >= 3 and val/loss < 0.5',
  });
  page('by a setting, filtered by three settings and a tag', {
    sort: '-seed',
    filter:
      'optimizer.learningRate < 1e-3 and not (optimizer.weightDecay in (1, 2)) and seed > 10 and tag:tag3',
  });
  page('searched for two words', { search: 'quick 99' });
  page('searched for what is nowhere', { search: 'zebra' });
}

function curves(long: number): void {
  const whole = { width: 1200, scale: 'log', from: null, to: null } as const;
  const runs = Array.from({ length: 100 }, (_, n) => 2 + n * Math.floor((RUNS - 2) / 100));
  const many: CurveRequest = { ...whole, runs, metrics: ['train/accuracy', 'val/accuracy'] };
  tell(
    '200 curves for 1200 px, log x',
    median(() => store.reader.curves(many)),
    '300 ms',
  );
  const end = MILLION * 10;
  const zooms: [string, Partial<CurveRequest>][] = [
    ['whole, log x', {}],
    ['whole, linear x', { scale: 'linear' }],
    ['its second half', { scale: 'linear', from: end / 2, to: end }],
    ['a third', { scale: 'linear', from: end / 3, to: (2 * end) / 3 }],
    ['a tenth', { scale: 'linear', from: end / 2, to: 0.6 * end }],
    ['a hundredth', { scale: 'linear', from: end / 2, to: 0.51 * end }],
  ];
  for (const [what, zoom] of zooms) {
    const request: CurveRequest = { ...whole, runs: [long], metrics: ['val/loss'], ...zoom };
    const took = median(() => store.reader.curves(request));
    tell(`a million points, ${what}`, took, '150 ms');
  }
  let characters = 0;
  const took = milliseconds(() => {
    for (const chunk of curvesCsv(store.reader.seriesRows(runs))) characters += chunk.length;
  });
  const rate = Math.round((runs.length * EVALUATIONS * METRICS.length) / (took / 1000)).toLocaleString('en');
  console.log(`CSV of ${(characters / 1e6).toFixed(0)} MB: ${rate} rows/s`);
}

/** A worker's batch of one second, on the disk: alone, and while the reader's thread draws without a rest. */
async function commits(long: number): Promise<void> {
  const whole = { width: 1200, scale: 'linear', from: null, to: null } as const;
  const request: CurveRequest = { ...whole, runs: [long], metrics: ['val/loss'] };
  const far = new ReaderClient(defaultReaderEntry(), store.paths.file);
  const { 'curves.read': read } = far.handlers();
  await read(request);
  tell('a commit of 10 evaluations', commitTimes(2), 'no target');
  let reading = true;
  let pictures = 0;
  const drawing = (async () => {
    for (; reading; pictures++) await read(request);
  })();
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    times.push(commitTime(3, i));
    await sleep(20); // as workers leave time between their batches, in which answers are taken
  }
  reading = false;
  await drawing;
  await far.close();
  tell(`the same while a million points are drawn ${pictures} times`, quantiles(times), '50 ms more');
}

function commitTimes(run: number): string {
  return quantiles(Array.from({ length: 200 }, (_, i) => commitTime(run, i)));
}

function commitTime(run: number, i: number): number {
  const batch = evaluations(MILLION + 10 * i, 10);
  return milliseconds(() => store.writer.appendEvaluations(run, batch, summary(1)));
}

function quantiles(times: number[]): string {
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] as number).toFixed(1);
  return `median ${at(0.5)} ms, 95 % within ${at(0.95)}, slowest ${at(1)}`;
}
