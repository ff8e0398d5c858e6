/** @file How much two single-thread runs of W1 side by side give over one alone, in turns on the same machine.
 *  `npm run bench:parallel [-- seconds rounds]` */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../../src-main/analysis/median.ts';
import { startWorker, w1, type BenchWorker } from './worker-run.ts';

const [seconds = 8, rounds = 5] = process.argv.slice(2).map(Number);
const WARM_UP_MS = 1000;

/** Steps per second of that many workers together. */
async function stepsPerSecond(workers: number): Promise<number> {
  const running: BenchWorker[] = Array.from({ length: workers }, () => startWorker(w1(1_000_000), 1));
  await Promise.all(running.map(({ started }) => started));
  await sleep(WARM_UP_MS);
  const total = () => running.reduce((sum, { step }) => sum + step, 0);
  const [before, since] = [total(), performance.now()];
  await sleep(seconds * 1000);
  const rate = (total() - before) / ((performance.now() - since) / 1000);
  await Promise.all(running.map((worker) => worker.kill()));
  return rate;
}

const ratios: number[] = [];
for (let round = 1; round <= rounds; round++) {
  const [alone, together] = [await stepsPerSecond(1), await stepsPerSecond(2)];
  ratios.push(together / alone);
  console.log(
    `round ${round}: one ${alone.toFixed(1)} steps/s, two ${together.toFixed(1)}: ${(together / alone).toFixed(2)} times`,
  );
}
console.log(`median of ${rounds}: ${median(ratios).toFixed(2)} times`);
