/** @file The timing of the engines in the lab in memory: it goes on when the test says so. */
import type { BenchReport } from '../../src-main/contract/wire/bench-requests.ts';
import type { LabHandlers } from '../../src-main/contract/wire/requests.ts';
import type { BenchCase } from '../../src-main/contract/wire/worker-protocol.ts';

const timed = (name: string, engine: BenchCase['engine'], msPerStep: number, floorMs: number): BenchCase => ({
  case: name,
  engine,
  threads: 2,
  msPerStep,
  floorMs,
  compileMs: 90,
});

/** Made up, of the size that such machines give. */
export const BENCH_CASES: readonly BenchCase[] = [
  timed('W1 1x128 ctx2 b512', 'onnx-cpu', 12.4, 7.1),
  timed('W1 1x128 ctx2 b512', 'tfjs-node', 41, 7.1),
  timed('W1 1x128 ctx2 b512', 'tfjs-cpu', 2900, 7.1),
  timed('W2 2x128 ctx4 b512', 'onnx-cpu', 36.2, 22.1),
  timed('W2 2x128 ctx4 b512', 'tfjs-node', 118, 22.1),
  timed('LIU 1-200-200-30 full 45', 'onnx-cpu', 0.31, 0.11),
  timed('LIU 1-200-200-30 full 45, 4 seeds', 'onnx-cpu', 0.17, 0.11),
];

export class FakeBench {
  report: BenchReport | null = null;
  readonly #tell: (report: BenchReport) => void;

  constructor(tell: (report: BenchReport) => void) {
    this.#tell = tell;
  }

  readonly handlers: Pick<LabHandlers, 'bench.read' | 'bench.start' | 'bench.stop'> = {
    'bench.read': () => ({ bench: this.report }),
    'bench.start': ({ threads }) => ({
      bench: this.become({
        ...{ state: 'running', startedAt: 1_790_000_000_000, endedAt: 0, threads: threads ?? 2 },
        ...{ cpu: 'Imaginary 4000', cores: 4, version: '0.1.0', beside: 0, reason: '' },
        turn: { case: BENCH_CASES[0]?.case ?? '', engine: 'onnx-cpu', at: 1, of: BENCH_CASES.length },
        cases: [],
      }),
    }),
    'bench.stop': () => ({
      bench: this.report && this.become({ ...this.report, state: 'stopped', turn: null }),
    }),
  };

  /** Everything is timed. */
  finish(): void {
    if (!this.report) throw new Error('nothing is being timed');
    this.become({
      ...{ ...this.report, state: 'finished', endedAt: this.report.startedAt + 95_000 },
      ...{ turn: null, cases: [...BENCH_CASES] },
    });
  }

  become(report: BenchReport): BenchReport {
    this.report = report;
    this.#tell(report);
    return report;
  }
}
