/** @file The torture in its short form: a few kills, at moments drawn anew each time. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../src-main/base/rng.ts';
import { temporaryFolder } from '../helpers/lab-in-folder.ts';
import { emptyTally, faults } from '../torture/tally.ts';
import { tortureMigrations } from '../torture/torture-migrations.ts';
import { tortureRuns } from '../torture/torture-runs.ts';
import { outsideOfLinux, unless } from '../helpers/unless.ts';

// Children are found and killed by way of /proc.
describe('kill -9', unless(outsideOfLinux), () => {
  it('of lab, worker or both loses no point, doubles no step, and the runs end as undisturbed ones do', async () => {
    const tally = emptyTally();
    const rng = new Rng(Date.now(), 'torture');
    await tortureRuns({ folder: temporaryFolder(), kills: 3, rng, tally, report: () => {} });
    expect(tally.kills).toBeGreaterThanOrEqual(3);
    expect(tally.finished).toBeGreaterThan(0);
    expect(faults(tally)).toEqual([]);
  });

  it('in the middle of a migration leaves the store old or new, and whole', async () => {
    const tally = emptyTally();
    const rng = new Rng(Date.now(), 'torture');
    await tortureMigrations({ folder: temporaryFolder(), kills: 3, rng, tally, report: () => {} });
    expect(tally.kills).toBe(3);
    expect(faults(tally)).toEqual([]);
  });
});
