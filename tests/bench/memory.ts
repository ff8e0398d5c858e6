/** @file Resident memory of a worker that trains W1, over many steps. Linux alone.
 *  `npm run bench:memory [-- steps]` */
import { setTimeout as sleep } from 'node:timers/promises';
import { residentMiB, startWorker, w1 } from './worker-run.ts';

const [steps = 50_000] = process.argv.slice(2).map(Number);
/** Lines that are printed, at equal distances in steps. */
const LINES = 10;

const worker = startWorker(w1(steps), 2);
let ended = false;
void worker.ended.then(() => (ended = true));
await worker.started;
const seen: { step: number; mib: number }[] = [];
let printed = 0;
while (!ended) {
  await sleep(250);
  if (ended) break;
  const now = { step: worker.step, mib: residentMiB(worker.pid) };
  seen.push(now);
  if (now.step < (printed * steps) / LINES) continue;
  printed++;
  console.log(`step ${now.step}: ${now.mib.toFixed(0)} MiB`);
}
await worker.kill();
const largest = (part: typeof seen): number => Math.max(...part.map(({ mib }) => mib));
const middle = seen.findIndex(({ step }) => step >= steps / 2);
const [first, second] = [seen.slice(0, middle), seen.slice(middle)];
console.log(`largest of the first half: ${largest(first).toFixed(0)} MiB`);
console.log(`largest of the second half: ${largest(second).toFixed(0)} MiB`);
