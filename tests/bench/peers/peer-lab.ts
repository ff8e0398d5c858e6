/** @file The lab's own training step on one of its engines. A contestant as `turns.py` describes. */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { engineId } from '../../../src-main/contract/values/engine-id.ts';
import type { ModelConfig } from '../../../src-main/contract/values/model-config.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { compileSeeds } from '../../../src-main/worker/seeds-together.ts';
import { measureStepsPerCall } from '../../../src-main/worker/steps-per-call.ts';
import { WORKLOADS } from '../../../src-main/worker/workloads.ts';

const order = z
  .strictObject({
    workload: z.string(),
    engine: engineId,
    form: z.enum(['published', 'rewritten']),
    threads: z.int().min(1),
    /** How many seeds are trained in one graph. */
    seeds: z.int().min(1),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const workload = WORKLOADS.find(({ name }) => name === order.workload);
if (!workload) throw new Error(`no workload '${order.workload}'`);
const config = { ...workload.config, model: inForm(workload.config.model) };

const before = performance.now();
const options = { threads: order.threads, precision: config.precision, manySteps: true };
const compiled = await compileSeeds(config, order.seeds, ENGINES[order.engine], options);
const { trainer, step, initialState } = compiled;
/** As many in one call as a run would take. */
const perCall = await measureStepsPerCall(compiled, () => performance.now());
await trainer.writeState(initialState);
const compileSeconds = (performance.now() - before) / 1000;

let steps = 0;
await timeFor(500);
say({ ready: order.engine, compileSeconds });
for await (const line of createInterface({ input: process.stdin })) say({ ms: await timeFor(Number(line)) });
process.exit(0);

function inForm(chosen: ModelConfig): ModelConfig {
  if (order.form === 'rewritten') return chosen;
  return { ...chosen, form: 'plain' };
}

/** Milliseconds per step and seed over about so long. */
async function timeFor(milliseconds: number): Promise<number> {
  const since = performance.now();
  const from = steps;
  while (steps < from + 2 || performance.now() - since < milliseconds) {
    await trainer.runMany(Array.from({ length: perCall }, (_, i) => step.feedsAt(steps + i)));
    steps += perCall;
  }
  return (performance.now() - since) / (steps - from) / order.seeds;
}

function say(value: object): void {
  console.log(JSON.stringify(value));
}
