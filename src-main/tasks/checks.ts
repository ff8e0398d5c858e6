/** @file Checks and errors that tasks share. */
import { LabError } from '../contract/values/lab-error.ts';
import type { ModelKind } from '../contract/values/model-config.ts';
import type { RunConfig } from '../contract/values/run-config.ts';

/** A `bad-config` error about a field, its message one sentence. */
export function badConfig(field: string, message: string): LabError {
  return new LabError('bad-config', `${field}: ${message}`, { field });
}

/** @throws LabError where mini-batches are larger than the training set */
export function checkBatch({ batch }: RunConfig, trainingSize: number): void {
  if (batch.sampling === 'full' || batch.size <= trainingSize) return;
  throw badConfig(
    'batch.size',
    `${batch.size} is more than the ${trainingSize} training equations; choose at most ${trainingSize}, or batch.sampling 'full'.`,
  );
}

/** @throws LabError where the model cannot read what the task gives */
export function checkModelKind({ model, task }: RunConfig, readers: readonly ModelKind[], why: string): void {
  if (readers.includes(model.kind)) return;
  throw badConfig(
    'model.kind',
    `'${model.kind}' cannot read task.kind '${task.kind}': ${why}; choose ${readers.join(' or ')}.`,
  );
}
