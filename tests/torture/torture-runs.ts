/** @file Kills labs and workers in the middle of runs, restarts them, and looks at what is left. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Rng } from '../../src-main/base/rng.ts';
import { settleAbandonedRuns } from '../../src-main/lab/tidy-up.ts';
import { MOMENTS, momentOf, type Moment } from './moments.ts';
import { countMoment, type Tally } from './tally.ts';
import { kill, startGroklab, type Living, type Victim } from './victims.ts';
import {
  committedRows,
  cutsOf,
  duplicates,
  isWhole,
  missing,
  sameRows,
  statusOfNewest,
  upTo,
  type Rows,
} from './witness.ts';

const VICTIMS: readonly Victim[] = ['worker', 'lab', 'both'];
/** A network of a few hundred weights that commits and saves all the time. */
const RUN = [
  ...['run', 'quick-start', '--threads', '1', '--steps', '6000', '--json'],
  ...['--set', 'task.modulus=11', '--set', 'model.width=16', '--set', 'model.mlpWidth=32'],
  ...['--set', 'model.heads=2', '--set', 'batch.size=16'],
  ...['--set', 'evaluation.every=20', '--set', 'checkpoint.everySteps=50'],
];

export interface RunTorture {
  readonly folder: string;
  readonly kills: number;
  readonly rng: Rng;
  readonly tally: Tally;
  readonly report: (tally: Tally) => void;
}

/** Takes runs to their end through as many kills as are asked for. */
export async function tortureRuns(torture: RunTorture): Promise<void> {
  const undisturbed = await referenceRows(torture.folder);
  const target = torture.tally.kills + torture.kills;
  for (let life = 1; torture.tally.kills < target; life++) {
    const file = join(torture.folder, `life-${life}.db`);
    await takeToItsEnd(file, torture, target);
    compare(file, undisturbed, torture.tally);
    for (const suffix of ['', '-wal', '-shm', '.lock', '.checkpoints'])
      rmSync(`${file}${suffix}`, { recursive: true, force: true });
  }
}

async function referenceRows(folder: string): Promise<Rows> {
  const file = join(folder, 'undisturbed.db');
  const living = startGroklab(file, RUN);
  if ((await living.ended) !== 0) throw new Error(`the undisturbed run failed: ${living.said()}`);
  return committedRows(file);
}

/** Starts, kills, resumes and kills again, until the run has finished; past the target it is left alone. */
async function takeToItsEnd(file: string, torture: RunTorture, target: number): Promise<void> {
  const { tally, rng, report } = torture;
  for (;;) {
    const words = hasRun(file) ? ['resume', 'last', '--json'] : RUN;
    const living = startGroklab(file, words);
    const leftAlone = tally.kills >= target;
    if (leftAlone) await living.ended;
    else await strike(file, living, rng, tally);
    report(tally);
    if (hasRun(file) && statusOfNewest(file) === 'finished') return;
    // Killed before it had made the file, it is started once more.
    if (leftAlone && !hasRun(file)) throw new Error(living.said());
  }
}

async function strike(file: string, living: Living, rng: Rng, tally: Tally): Promise<void> {
  const moment = pick(rng, MOMENTS);
  const victim = pick(rng, VICTIMS);
  await momentOf(moment, file, living, rng);
  const before = hasRun(file) ? { rows: committedRows(file), ...cutsOf(file) } : NOTHING;
  const killed = await kill(living, victim);
  await living.ended;
  if (killed) countMoment(tally, `${killed} at ${moment === 'any' ? 'any time' : `a ${moment}`}`);
  await settle(file);
  inspect(file, before, tally);
}

function pick<T extends Moment | Victim>(rng: Rng, choices: readonly T[]): T {
  return choices[rng.integer(choices.length)] as T;
}

/** What any command that looks at the store does first. */
async function settle(file: string): Promise<void> {
  if (hasRun(file)) await settleAbandonedRuns(file);
}

interface Before {
  readonly rows: Rows;
  readonly revision: number;
  readonly checkpoint: number;
}
const NOTHING: Before = { rows: new Map(), revision: 0, checkpoint: -1 };

function inspect(file: string, { rows, revision, checkpoint }: Before, tally: Tally): void {
  if (!hasRun(file)) {
    tally.lost += rows.size;
    return;
  }
  // A resume that was killed may already have cut the points after the checkpoint, which it was about to replace.
  const kept = cutsOf(file).revision === revision ? rows : upTo(rows, checkpoint);
  tally.lost += missing(kept, committedRows(file));
  tally.duplicated += duplicates(file);
  if (!isWhole(file)) tally.damaged++;
  if (!['interrupted', 'finished', 'queued'].includes(statusOfNewest(file) ?? '')) tally.wrongStatus++;
}

function compare(file: string, undisturbed: Rows, tally: Tally): void {
  tally.finished++;
  if (!sameRows(committedRows(file), undisturbed)) tally.different++;
  tally.duplicated += duplicates(file);
}

function hasRun(file: string): boolean {
  try {
    return statusOfNewest(file) !== undefined;
  } catch {
    return false; // killed before the file was made
  }
}
