/** @file A batch of evaluations: checked against the table of metrics, and turned into columns for those who watch. */
import type { Evaluation } from '../contract/values/evaluation-points.ts';
import { metricName, type MetricName } from '../contract/values/metric.ts';
import type { RunId } from '../contract/values/run-record.ts';
import type { EventPayload } from '../contract/wire/events.ts';
import type { FromWorker } from '../contract/wire/worker-protocol.ts';

type SentEvaluations = Extract<FromWorker, { type: 'points' }>['evaluations'];

/** @throws Error when a metric is not in the table: nobody could read it back */
export function checkedEvaluations(sent: SentEvaluations): readonly Evaluation[] {
  for (const { values } of sent) {
    for (const name of Object.keys(values)) {
      if (!metricName.safeParse(name).success) throw new Error(`there is no metric called '${name}'`);
    }
  }
  return sent;
}

/** The event that tells of appended points, one column per metric. */
export function pointsEvent(
  run: RunId,
  revision: number,
  after: number,
  evaluations: readonly Evaluation[],
): EventPayload<'run.points'> {
  const names = [...new Set(evaluations.flatMap((e) => Object.keys(e.values) as MetricName[]))];
  const column = (name: MetricName) => Float64Array.from(evaluations, (e) => e.values[name] ?? NaN);
  return {
    run,
    revision,
    after,
    step: Float64Array.from(evaluations, (e) => e.step),
    seconds: Float64Array.from(evaluations, (e) => e.seconds),
    values: Object.fromEntries(names.map((name) => [name, column(name)])),
  };
}
