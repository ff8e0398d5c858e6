/** @file Runs in the foreground of a terminal: followed, reported, and the store kept for others as long as they need it. */
import { stringifyPlain } from '../base/plain-numbers.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import { asCalled } from '../lab/as-called.ts';
import { enterLab, type EnteredLab } from './enter-lab.ts';
import { EXIT, exitCodeOfRuns, type ExitCode } from './exit-codes.ts';
import { followRun } from './follow-run.ts';
import { catchInterrupts, type Interrupts } from './interrupts.ts';
import { closingSentence, drawnCurves, hints, runObject } from './run-report.ts';
import type { Screen } from './screen.ts';
import type { StoreLocation } from './store-location.ts';

export interface ForegroundOptions {
  readonly location: StoreLocation;
  readonly json: boolean;
  /** Where results go. */
  readonly out: Screen;
  /** Where progress goes, so that with --json the results stand alone. */
  readonly progress: Screen;
}

/**
 * Starts runs and stays with them until they stand still.
 * @param start asks the lab for the runs; what it throws ends the command
 */
export async function inForeground(
  options: ForegroundOptions,
  start: (lab: EnteredLab) => Promise<readonly RunRecord[]>,
): Promise<ExitCode> {
  const interrupts = catchInterrupts();
  let lab: EnteredLab | undefined;
  try {
    lab = await enterLab(options.location);
    const started = await start(lab);
    if (!lab.own) tellHandedOver(options, started);
    await tellPaused(lab, options.progress);
    const ended: RunRecord[] = [];
    for (const { id, name } of started) {
      options.progress.line(`run ${id} (${name}); Ctrl-C pauses it with a checkpoint`);
      const run = await followRun(lab, id, options.progress, interrupts);
      if (!run) return abandoned(id, interrupts);
      ended.push(run);
      await report(lab, run, options);
    }
    if (options.json) options.out.line(stringifyPlain(resultObject(ended)));
    if (!interrupts.asked) await serveOthers(lab, options.progress, interrupts);
    return exitCodeOfRuns(ended.map((run) => run.status));
  } finally {
    await lab?.leave();
    interrupts.release();
  }
}

function tellHandedOver({ progress }: ForegroundOptions, runs: readonly RunRecord[]): void {
  const ids = runs.map((run) => run.id).join(', ');
  progress.line(`handed over to the Grokking Lab that has the store open: run ${ids}`);
}

/** What waits in a paused queue would look as if it hung. */
export async function tellPaused({ client }: EnteredLab, screen: Screen): Promise<void> {
  // An owner that has just ended is noticed by those who follow.
  const read = await client.request('queue.read', { limit: 1 }).catch(() => undefined);
  if (read?.queue.paused) screen.line(asCalled('the queue is paused; groklab queue resume lets it go on'));
}

async function report(lab: EnteredLab, run: RunRecord, options: ForegroundOptions): Promise<void> {
  const { json, out, location, progress } = options;
  if (json) return progress.line(closingSentence(run));
  for (const line of await drawnCurves(lab.client, run, out.columns)) out.line(line);
  out.line(closingSentence(run));
  for (const line of hints(run, location)) out.line(line);
}

/** One run is its object; several are a list of them. */
function resultObject(runs: readonly RunRecord[]): unknown {
  const [first, ...others] = runs.map(runObject);
  return others.length === 0 ? first : { runs: [first, ...others] };
}

/** The run is not ours to follow any more. @throws LabError unless somebody wanted it so */
function abandoned(id: RunId, interrupts: Interrupts): ExitCode {
  if (interrupts.asked) return EXIT.interrupted;
  const advice = asCalled(`groklab show ${id} tells how far it came, and groklab resume ${id} goes on`);
  throw new LabError('worker-failed', `the process that ran run ${id} has ended; ${advice}.`, { run: id });
}

/** Other terminals may have handed runs over to this process; leaving would pause them. */
export async function serveOthers(lab: EnteredLab, screen: Screen, interrupts: Interrupts): Promise<void> {
  if (!lab.own) return;
  const { running, queued } = await lab.client.request('lab.status', {});
  if (running + queued === 0) return;
  screen.line(`still running ${running + queued} for other terminals; Ctrl-C pauses them`);
  const interrupted = new Promise<void>((resolve) => interrupts.onFirst(resolve));
  interrupts.onSecond(() => void lab.own?.close(0));
  await Promise.race([lab.own.idle(), interrupted]);
}
