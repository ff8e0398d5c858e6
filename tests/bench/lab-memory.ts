/** @file Memory of a process that owns a big store and answers a screen's questions: `node tests/bench/lab-memory.ts FILE`.
 *  A process of its own, since the one that made the store is full of what it made. */
import { ALL_RUNS, type CurveRequest } from '../../src-main/contract/wire/requests.ts';
import { createLab } from '../../src-main/lab/create-lab.ts';
import { defaultReaderEntry } from '../../src-main/lab/package-root.ts';

const [, , storeFile = ''] = process.argv;
const lab = await createLab({
  storeFile,
  spawn: () => {
    throw new Error('nothing is trained here');
  },
  startQueued: false,
  listen: false,
  readerEntry: defaultReaderEntry(),
});
let most = 0;
const ask = async (request: Partial<CurveRequest>) => {
  const whole = { runs: [1], metrics: ['val/loss' as const], width: 1200, from: null, to: null };
  await lab.request('curves.read', { ...whole, scale: 'log', ...request });
  most = Math.max(most, process.memoryUsage.rss());
};
for (let round = 0; round < 5; round++) {
  await lab.request('runs.list', { ...ALL_RUNS, limit: 100, sort: '-val/accuracy', search: 'quick' });
  await ask({});
  await ask({ scale: 'linear' });
  await ask({
    runs: Array.from({ length: 100 }, (_, i) => i + 2),
    metrics: ['val/accuracy', 'train/accuracy'],
  });
}
console.log(
  `memory of a lab that answers all that: at most ${(most / 2 ** 20).toFixed(0)} MiB (target: 300)`,
);
await lab.close(0);
