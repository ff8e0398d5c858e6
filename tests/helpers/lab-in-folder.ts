/** @file Labs with scripted workers on stores in temporary folders. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunId, RunRecord, RunStatus } from '../../src-main/contract/values/run-record.ts';
import type { LabClient } from '../../src-main/contract/wire/lab-client.ts';
import type { RunOrder } from '../../src-main/contract/wire/requests.ts';
import { createLab, type LabOptions } from '../../src-main/lab/create-lab.ts';
import type { Lab } from '../../src-main/lab/lab.ts';
import { forkWorkers } from '../../src-main/lab/worker-process.ts';
import { BUILT_SCRIPTED_WORKER } from './built.ts';
import type { Script } from './scripted-worker.ts';

/** Rows of this many steps: evaluations every 10, checkpoints every 50. */
export const STEPS = 200;

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'groklab-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A lab with scripted workers, closed after the test. */
export async function aLab(
  storeFile: string,
  script: Script = {},
  options: Partial<LabOptions> = {},
): Promise<Lab> {
  const spawn = forkWorkers({
    entry: BUILT_SCRIPTED_WORKER,
    env: { SCRIPTED_WORKER: JSON.stringify(script) },
  });
  const lab = await createLab({ storeFile, spawn, cores: 4, ...options });
  onTestFinished(() => lab.close(0));
  return lab;
}

/** An order of a short scripted run. */
export function anOrder(changes: RunOrder['changes'] = {}): RunOrder {
  const short = {
    'budget.steps': STEPS,
    'evaluation.every': 10,
    'checkpoint.everySteps': 50,
    ...changes,
  };
  return { experiment: 'quick-start', changes: short, name: '', tags: [], engine: 'onnx-cpu', threads: 1 };
}

/** Waits until the run's record fulfils the condition. */
export async function runWhen(
  lab: LabClient,
  id: RunId,
  condition: (run: RunRecord) => boolean,
): Promise<RunRecord> {
  const reached = Promise.withResolvers<RunRecord>();
  const look = async () => {
    const { run } = await lab.request('runs.get', { run: id });
    if (condition(run)) reached.resolve(run);
  };
  const ends = [lab.on('run.changed', () => void look()), lab.on('run.points', () => void look())];
  await look();
  return reached.promise.finally(() => ends.forEach((end) => end()));
}

export function runIn(lab: LabClient, id: RunId, ...statuses: RunStatus[]): Promise<RunRecord> {
  return runWhen(lab, id, (run) => statuses.includes(run.status));
}

/** The CSV rows of a run without its id and the seconds: what must be the same for identical curves. */
export async function curveRows(lab: LabClient, id: RunId): Promise<string[]> {
  const { text } = await lab.request('export.curves', { runs: [id], format: 'csv' });
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, metric, step, , value] = line.split(',');
      return [metric, step, value].join(',');
    });
}
