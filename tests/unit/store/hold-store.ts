/** @file A process of its own that owns a store, or only its lock, until it is killed: `node hold-store.ts FILE store|lock`. */
import { acquireOwnership, openStore, storePaths } from '../../../src-main/store/open-store.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';

const [file = '', what] = process.argv.slice(2);

/** Kept, or the lock would go with the collected object. */
const held: unknown[] = [];

if (what === 'lock') held.push(acquireOwnership(storePaths(file)));
else {
  const store = openStore(file);
  held.push(store);
  const { writer } = store;
  const { id } = writer.insertRun({
    uid: 'held',
    name: 'held',
    experiment: quickStart.id,
    config: quickStart.config,
    configHash: '',
    engine: 'onnx-cpu',
    threads: 1,
    tags: [],
    createdAt: 0,
  });
  writer.updateRun(id, { status: 'running' });
  // Batches of ten evaluations, each numbered by its step, as fast as they can be committed.
  const write = (batch: number): void => {
    const progress = { step: batch * 10, steps: 1e6, seconds: batch, stepsPerSecond: 1, secondsLeft: null };
    const evaluations = Array.from({ length: 10 }, (_, i) => {
      const step = (batch - 1) * 10 + i + 1;
      return { step, seconds: step, values: { 'train/loss': step, 'val/loss': -step } };
    });
    writer.appendEvaluations(id, evaluations, { progress, point1: null, point2: null, relapses: 0 });
    setImmediate(write, batch + 1);
  };
  write(1);
}
console.log('holding');
setInterval(() => held.length, 1000);
