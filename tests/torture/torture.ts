/** @file The long torture: `npm run torture -- [--kills 200] [--seed 1]`. Kills labs, workers and migrations at random
 *  moments, restarts them, and counts what was lost. Exits with 1 where anything was. Linux. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Rng } from '../../src-main/base/rng.ts';
import { emptyTally, faults, type Tally } from './tally.ts';
import { tortureMigrations } from './torture-migrations.ts';
import { tortureRuns } from './torture-runs.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const kills = Number(values.kills);
const rng = new Rng(Number(values.seed), 'torture');
/** One in ten strikes a migration. */
const migrations = Math.round(kills / 10);

const folder = mkdtempSync(join(tmpdir(), 'groklab-torture-'));
const tally = emptyTally();
const since = Date.now();
let told = 0;
try {
  await tortureMigrations({ folder, kills: migrations, rng, tally, report });
  await tortureRuns({ folder, kills: kills - migrations, rng, tally, report });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify({ ...tally, seconds: Math.round((Date.now() - since) / 1000) }, null, 2));
const found = faults(tally);
console.log(found.length === 0 ? 'nothing was lost' : found.join(', '));
process.exitCode = found.length === 0 ? 0 : 1;

function report({ kills: done }: Tally): void {
  if (done < told + 10) return;
  told = done;
  const secondsLeft = Math.round((((Date.now() - since) / done) * (kills - done)) / 1000);
  console.error(
    `${done} of ${kills} kills, ${secondsLeft} s left: ${faults(tally).join(', ') || 'nothing lost'}`,
  );
}
