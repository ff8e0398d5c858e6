/** @file What is said about a run when it stands still: to people a drawing and sentences, to programs one object. */
import { grokkingSummary } from '../analysis/grokking-summary.ts';
import { quoteWord } from '../base/quote-word.ts';
import { isUnobserved, shownStatus, type RunRecord } from '../contract/values/run-record.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import { asCalled } from '../lab/as-called.ts';
import { duration, grouped } from './people.ts';
import type { StoreLocation } from './store-location.ts';
import { textCurve } from './text-curve.ts';

/** The object that `run` and `resume` end with. */
export function runObject(run: RunRecord) {
  const { point1, point2, delay, censored, relapses } = grokkingSummary(run);
  return {
    run: run.id,
    status: shownStatus(run),
    steps: run.progress.step,
    seconds: run.progress.seconds,
    point1: point1?.step ?? null,
    point2: point2?.step ?? null,
    delay,
    censored,
    relapses,
    last: run.last,
  };
}

/** Whether it is known how long it trained: the files of another program need not say. */
export function isTimed({ foreign, progress }: Pick<RunRecord, 'foreign' | 'progress'>): boolean {
  return foreign === null || progress.seconds > 0;
}

/** How long it trained; '' where that is not known. */
export function timeText(run: Pick<RunRecord, 'foreign' | 'progress'>): string {
  return isTimed(run) ? duration(run.progress.seconds) : '';
}

type Reached = Pick<RunRecord, 'status' | 'progress' | 'point1' | 'point2' | 'relapses' | 'last'>;

/**
 * `memorised at step 480, generalised at step 4 250 (delay 3 770)`, or what did not happen by when. What nobody could see
 * is said last, and never taken for what did not happen.
 */
export function pointsText(run: Reached): string {
  const { point1, point2 } = run;
  const [train, validation] = [isUnobserved(run, 'point1'), isUnobserved(run, 'point2')];
  if (train && validation) return 'accuracy was not logged';
  const by = `by ${grouped(run.progress.step)} steps`;
  const memorised = point1 ? `memorised at step ${grouped(point1.step)}` : `not memorised ${by}`;
  const generalised = point2 ? generalisedText(run, point2.step) : `not generalised ${by}`;
  if (train) return `${generalised}, training accuracy was not logged`;
  if (validation) return `${memorised}, validation accuracy was not logged`;
  return point1 || point2 ? `${memorised}, ${generalised}` : memorised;
}

function generalisedText({ point1, relapses }: Reached, step: number): string {
  const delay = point1 ? ` (delay ${grouped(step - point1.step)})` : '';
  const again = relapses > 0 ? `, then left it again ${relapses === 1 ? 'once' : `${relapses} times`}` : '';
  return `generalised at step ${grouped(step)}${delay}${again}`;
}

/** How it ended, in one sentence. */
export function closingSentence(run: RunRecord): string {
  const so = `Run ${run.id} (${run.name}) ${run.status} after ${grouped(run.progress.step)} steps in ${duration(run.progress.seconds)}`;
  const why = run.reason === '' ? '' : ` The reason: ${run.reason.replace(/\.$/, '')}.`;
  return `${so}: ${pointsText(run)}.${why}`;
}

/** The accuracy curves drawn in text; nothing before there is anything to see. */
export async function drawnCurves(
  client: Pick<LabClient, 'request'>,
  run: RunRecord,
  width: number,
): Promise<string[]> {
  const { curves } = await client.request('curves.read', {
    runs: [run.id],
    metrics: ['train/accuracy', 'val/accuracy'],
    width: null,
    scale: 'log',
    from: null,
    to: null,
  });
  const styles = { 'train/accuracy': ['train', 'thin'], 'val/accuracy': ['validation', 'bold'] } as const;
  const series = curves.flatMap(({ metric, step, value }) => {
    if (metric !== 'train/accuracy' && metric !== 'val/accuracy') return [];
    const [label, weight] = styles[metric];
    return step.length > 1 ? [{ label: `${label} accuracy`, weight, step, value }] : [];
  });
  return textCurve(series, width);
}

/** Where the curves are, and what one might do next. */
export function hints(run: RunRecord, location: StoreLocation): string[] {
  const db = location.source === '--db' ? ` --db ${quoteWord(location.file)}` : '';
  return [
    `Curves: groklab export curves --run ${run.id}${db} --out run-${run.id}.csv`,
    `Next: ${nextCommand(run)}${db}`,
  ].map((hint) => asCalled(hint));
}

function nextCommand(run: RunRecord): string {
  if (run.status === 'finished' || run.status === 'failed') return `groklab show ${run.id}`;
  return `groklab resume ${run.id}`;
}
