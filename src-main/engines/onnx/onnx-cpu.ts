/** @file The default engine: the whole step as one ONNX graph, run by ONNX Runtime's CPU provider. */
import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { LabError } from '../../contract/values/lab-error.ts';
import type { Program, Signature } from '../../training/program.ts';
import type { Availability, CompiledRun, CompileOptions, Engine, Executable } from '../engine.ts';
import type { Graph } from '../graph/graph.ts';
import { trace } from '../graph/trace.ts';
import { memoryOf } from '../memory.ts';
import { optimize } from '../passes/optimize.ts';
import { replicate, type Arithmetic } from '../passes/replicate.ts';
import { stackedSignature } from '../replicas.ts';
import { OnnxExecutable } from './executable.ts';
import { lowerGraph } from './lower.ts';
import { lowerLoop } from './lower-loop.ts';

/** Loaded late: the native library must not enter a process that only asks what there is. */
export async function loadRuntime(): Promise<typeof Ort> {
  return (await import('onnxruntime-node')) as typeof Ort;
}

/** The graph as it is run, for printing, counting and the benchmark's floor. */
export async function compileGraph(
  program: Program,
  signature: Signature,
  precision: CompileOptions['precision'],
): Promise<Graph> {
  return optimize(await trace(program, signature, precision));
}

/**
 * How long an idle thread of a session asks for work before it sleeps. By default that is far longer than a step: after
 * each evaluation the threads of its session took the cores from those that train (two cores, two threads, 2000 steps of
 * the quick start: 15.4 s, now 9; one layer of Melnik et al.: 31 s, now 23). Anything from 50 to 1000 measured alike; less
 * than the gap between two kernels puts threads to sleep within a step.
 */
const SPIN_MICROSECONDS = 500;

/**
 * @param keepMemory whether what a run needed is kept for the next one. Programs that are run now and then give it back:
 * a worker of the smallest transformer workload that measures losses and the full gradient takes 243 MiB instead of 402,
 * and no more time.
 */
export async function createSession(
  ort: typeof Ort,
  bytes: Uint8Array,
  threads: number,
  keepMemory = true,
): Promise<Ort.InferenceSession> {
  return ort.InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { spin_duration_us: String(SPIN_MICROSECONDS) } } },
    enableMemPattern: keepMemory,
    enableCpuMemArena: keepMemory,
  });
}

export const onnxCpu: Engine = {
  id: 'onnx-cpu',

  async probe(): Promise<Availability> {
    try {
      await loadRuntime();
      const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as {
        version: string;
      };
      return { available: true, version };
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
      return {
        available: false,
        reason: `ONNX Runtime cannot be loaded (${why})`,
        remedy: 'run npm ci again on this machine',
      };
    }
  },

  async compile(program: Program, signature: Signature, options: CompileOptions): Promise<Executable> {
    return load(await compileGraph(program, signature, options.precision), signature, options);
  },

  async compileReplicas(
    runs: readonly CompiledRun[],
    options: CompileOptions,
    arithmetic: Arithmetic,
  ): Promise<Executable> {
    const { signature } = runs[0] as CompiledRun;
    const traces: Graph[] = [];
    for (const run of runs) traces.push(await trace(run.program, run.signature, options.precision));
    const graph = optimize(replicate(traces, arithmetic));
    return load(graph, stackedSignature(signature, runs.length), options);
  },
};

/** @throws LabError `cannot-compile`, or where the memory does not suffice */
async function load(graph: Graph, signature: Signature, options: CompileOptions): Promise<Executable> {
  const double = options.precision === 'float64';
  options.memory?.reserve(memoryOf(graph, { double, keepsAll: false }));
  const model = (options.manySteps ? lowerLoop : lowerGraph)(graph, signature, double);
  const ort = await loadRuntime();
  try {
    // What updates no state is an evaluation.
    const session = await createSession(ort, model.bytes, options.threads, model.updated.length > 0);
    return new OnnxExecutable(ort, session, signature, model, double);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LabError(
      'cannot-compile',
      `engines/onnx: ONNX Runtime refuses the program: ${why}; choose another engine.`,
      {},
      error,
    );
  }
}
