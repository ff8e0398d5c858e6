/** @file A worker process trained for a bench, as the lab would train it, and what it says of its progress. */
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hashOf } from '../../src-main/base/hash.ts';
import { changeConfig } from '../../src-main/contract/values/change-config.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import { fromWorker, type ToWorker } from '../../src-main/contract/wire/worker-protocol.ts';
import { WORKLOADS } from '../../src-main/worker/workloads.ts';

const ENTRY = resolve(import.meta.dirname, '../../src-main/worker/main.ts');

/** W1 with an evaluation every thousand steps. */
export function w1(steps: number): RunConfig {
  const workload = WORKLOADS.find(({ name }) => name.startsWith('W1 '));
  if (!workload) throw new Error('bench: there is no workload W1');
  return changeConfig(workload.config, { 'budget.steps': steps, 'evaluation.every': 1000 });
}

export interface BenchWorker {
  readonly pid: number;
  /** Updates applied so far, as of the worker's last message. */
  readonly step: number;
  /** Fulfilled when it trains. */
  readonly started: Promise<void>;
  /** Fulfilled when its run has ended by itself. @throws where the run failed */
  readonly ended: Promise<void>;
  kill(): Promise<void>;
}

export function startWorker(config: RunConfig, threads: number): BenchWorker {
  const checkpointFolder = mkdtempSync(join(tmpdir(), 'groklab-bench-'));
  const child = fork(ENTRY, [], { serialization: 'advanced', execArgv: [] });
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const gone = new Promise<void>((done) => child.on('exit', () => done()));
  let step = 0;
  const send = (message: ToWorker) => child.send(message);
  child.on('message', (said) => {
    const message = fromWorker.parse(said);
    if ('step' in message) step = message.step;
    if (message.type === 'points') send({ type: 'ack', batch: message.batch });
    if (message.type === 'started') started.resolve();
    if (message.type === 'ended' && message.how === 'failed') ended.reject(new Error(message.reason));
    else if (message.type === 'ended') ended.resolve();
  });
  send({
    type: 'start',
    config,
    configHash: hashOf(config),
    engine: 'onnx-cpu',
    threads,
    checkpointFolder,
    resumeFrom: null,
    stepsPerCall: null,
  });
  return {
    pid: child.pid as number,
    get step() {
      return step;
    },
    started: started.promise,
    ended: ended.promise,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
      rmSync(checkpointFolder, { recursive: true, force: true });
    },
  };
}

/** Resident memory of a process in MiB. Linux alone. */
export function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
