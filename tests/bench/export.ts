/** @file What an export of many points takes, in each format: `npm run bench:export`. The command writes a tenth of the
 *  points, half and all of them, each in a process of its own; its peak memory must not grow with their number.
 *  `BENCH_POINTS=1000000` makes it a tenth. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import { EXPORT_FORMATS } from '../../src-main/contract/wire/requests.ts';
import { quickStart } from '../../src-main/experiments/quick-start.ts';
import { openStore } from '../../src-main/store/open-store.ts';

const POINTS = Number(process.env['BENCH_POINTS'] ?? 10_000_000);
const METRICS: readonly MetricName[] = ['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy'];
const RUNS = 10;
const BATCH = 1000;
const CLI = resolve(import.meta.dirname, '../../src-main/cli/main.ts');
/** Has the command say at its end how much memory it took, in KiB. Linux alone: elsewhere a process inherits the peak of
 *  the one that started it. */
const TELL_MEMORY = `data:text/javascript,import { readFileSync } from 'node:fs';
  process.on('exit', () => console.error(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]))`;

const folder = mkdtempSync(join(tmpdir(), 'groklab-bench-'));
try {
  const store = join(folder, 'bench.groklab');
  fill(store);
  for (const format of EXPORT_FORMATS)
    for (const runs of [1, RUNS / 2, RUNS]) console.log(measure(store, format, runs));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function fill(file: string): void {
  const { writer, close } = openStore(file);
  const { config, id: experiment } = quickStart;
  const evaluations = POINTS / RUNS / METRICS.length;
  for (let n = 1; n <= RUNS; n++) {
    const run = writer.insertRun({
      ...{ uid: `${n}`, name: '', experiment, config, configHash: `${n}`, engine: 'onnx-cpu', threads: 1 },
      ...{ tags: [], createdAt: Date.now() },
    });
    for (let from = 0; from < evaluations; from += BATCH) {
      const batch = Array.from({ length: BATCH }, (_, i) => ({
        ...{ step: (from + i) * 10, seconds: (from + i) / 90 },
        values: Object.fromEntries(METRICS.map((name) => [name, Math.random()])),
      }));
      const progress = {
        step: (from + BATCH) * 10,
        steps: 1e9,
        seconds: 1,
        stepsPerSecond: 0,
        secondsLeft: null,
      };
      writer.appendEvaluations(run.id, batch, { progress, point1: null, point2: null, relapses: 0 });
    }
  }
  close();
}

function measure(store: string, format: string, runs: number): string {
  const out = join(folder, `curves.${format}`);
  const chosen = Array.from({ length: runs }, (_, i) => ['--run', String(i + 1)]).flat();
  const words = ['export', 'curves', '--format', format, '--out', out, '--force', ...chosen];
  const begun = performance.now();
  const env = { ...process.env, GROKLAB_DB: store };
  const { status, stderr } = spawnSync(process.execPath, ['--import', TELL_MEMORY, CLI, ...words], { env });
  if (status !== 0) throw new Error(`groklab ${words.join(' ')}: ${String(stderr)}`);
  const seconds = (performance.now() - begun) / 1000;
  // Behind what the command says it has written.
  const mib = Number(String(stderr).trim().split('\n').at(-1)) / 1024;
  const points = ((POINTS / RUNS) * runs).toLocaleString('en');
  const size = (statSync(out).size / 1e6).toFixed(0);
  return `${format}, ${points} points: ${seconds.toFixed(1)} s, ${size} MB, at most ${mib.toFixed(0)} MiB of memory`;
}
