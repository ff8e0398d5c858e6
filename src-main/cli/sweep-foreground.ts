/** @file A sweep in the foreground of a terminal: followed, taken over when its owner dies, reported. */
import { stringifyPlain } from '../base/plain-numbers.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { SweepId, SweepRecord } from '../contract/values/sweep-record.ts';
import { enterLab, type EnteredLab } from './enter-lab.ts';
import { EXIT, exitCodeOfRuns, type ExitCode } from './exit-codes.ts';
import { followSweep } from './follow-sweep.ts';
import { serveOthers, tellPaused, type ForegroundOptions } from './foreground.ts';
import { catchInterrupts } from './interrupts.ts';
import { searchLines, sweepClosing, sweepHints, sweepObject } from './sweep-report.ts';

/**
 * Starts a sweep, or goes on with one, and stays with it until all its runs stand still.
 * @param start asks the lab for it; what it throws ends the command
 */
export async function sweepInForeground(
  options: ForegroundOptions,
  start: (lab: EnteredLab) => Promise<SweepRecord>,
): Promise<ExitCode> {
  const interrupts = catchInterrupts();
  const since = performance.now();
  let lab: EnteredLab | undefined;
  try {
    lab = await enterLab(options.location);
    const { id, name } = await start(lab);
    if (!lab.own)
      options.progress.line(`handed over to the Grokking Lab that has the store open: sweep ${id}`);
    options.progress.line(`sweep ${id} (${name}); Ctrl-C pauses it with checkpoints`);
    await tellPaused(lab, options.progress);
    let sweep = await followSweep(lab, id, options.progress, interrupts);
    while (!sweep && !interrupts.asked) {
      lab = await takeOver(lab, id, options);
      sweep = await followSweep(lab, id, options.progress, interrupts);
    }
    if (!sweep) return EXIT.interrupted;
    const code = await report(lab, sweep, (performance.now() - since) / 1000, options);
    if (!interrupts.asked) await serveOthers(lab, options.progress, interrupts);
    return code;
  } finally {
    await lab?.leave();
    interrupts.release();
  }
}

/** The owner has ended: whoever is first to own the store goes on with what it left, the others follow. */
async function takeOver(before: EnteredLab, id: SweepId, options: ForegroundOptions): Promise<EnteredLab> {
  await before.leave();
  const lab = await enterLab(options.location);
  const what = lab.own ? 'this one goes on with it' : 'another one goes on with it';
  options.progress.line(`the process that ran sweep ${id} has ended; ${what}`);
  try {
    await lab.client.request('sweeps.resume', { sweep: id });
  } catch (error) {
    // Another follower was faster, or everything had ended.
    if (!(error instanceof LabError) || error.code !== 'conflict') throw error;
  }
  return lab;
}

async function report(
  lab: EnteredLab,
  sweep: SweepRecord,
  seconds: number,
  { json, out, progress, location }: ForegroundOptions,
): Promise<ExitCode> {
  const { points } = await lab.client.request('sweeps.get', { sweep: sweep.id });
  if (json) out.line(stringifyPlain(sweepObject(sweep, points, seconds)));
  const lines = [
    ...searchLines(sweep),
    sweepClosing(sweep, seconds),
    ...(json ? [] : sweepHints(sweep, location)),
  ];
  for (const line of lines) (json ? progress : out).line(line);
  const statuses = points.flatMap(({ status }) => (status === 'missing' ? [] : [status]));
  return exitCodeOfRuns(statuses);
}
