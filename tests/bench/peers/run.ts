/** @file The side-by-side benchmark of one training step: `npm run bench:peers -- [--workload W1]... [--rounds 7]`.
 *  Every contestant of a workload is started, compiled and warmed up first; then they take short turns, one after the
 *  other, while the rest wait for their input, so that all see the same machine. Medians over the turns. */
import { cpus } from 'node:os';
import { writeFileSync } from 'node:fs';
import { median } from '../../../src-main/analysis/median.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { WORKLOADS } from '../../../src-main/worker/workloads.ts';
import { contestants, type Contestant, type Tools } from './contestants.ts';
import { askedOf, type PeerOptions } from './options.ts';
import { prepareTools } from './prepare.ts';
import { peerWorkload } from './spec.ts';
import { peerTable, type PeerResult } from './table.ts';
import { Turns } from './turns.ts';

async function main(options: PeerOptions): Promise<void> {
  const tools: Tools = {
    ...prepareTools(),
    threads: options.threads,
    tfjsNode: await works('tfjs-node'),
  };
  const results: PeerResult[] = [];
  for (const { name, config, seeds = 1 } of WORKLOADS) {
    if (seeds > 1) continue; // contestants choose for themselves how many
    const short = name.split(' ')[0] as string;
    if (options.workload && !options.workload.includes(short)) continue;
    for (const result of await contest(contestants(name, peerWorkload(config), tools), options)) {
      results.push({ workload: name, ...result });
      console.log(JSON.stringify(results.at(-1)));
    }
  }
  const table = peerTable(results, {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    command: `npm run bench:peers -- ${process.argv.slice(2).join(' ')}`.trim(),
  });
  console.log(`\n${table}`);
  if (options.out) writeFileSync(options.out, table);
}

async function works(id: string): Promise<boolean> {
  const engine = Object.values(ENGINES).find((each) => (each.id as string) === id);
  return engine !== undefined && (await engine.probe()).available;
}

/** All contestants in turns. One that cannot take part is named, and the others go on. */
async function contest(
  all: readonly Contestant[],
  { rounds, turnMs }: PeerOptions,
): Promise<Omit<PeerResult, 'workload'>[]> {
  const running: Turns[] = [];
  for (const contestant of all) {
    const turns = new Turns(contestant);
    try {
      await turns.ready();
      running.push(turns);
    } catch (error) {
      console.error(`left out: ${(error as Error).message}`);
      turns.end();
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const turns of running) await turns.turn(turnMs);
  }
  for (const turns of running) turns.end();
  return running.map(({ contestant: { name, form }, times }) => ({
    ...{ contestant: name, form, ms: median(times) },
    ...{ low: Math.min(...times), high: Math.max(...times) },
  }));
}

const asked = askedOf();
if (asked) await main(asked);
