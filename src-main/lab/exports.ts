/** @file Exports as streams of text: which runs, and what the store alone cannot know about them. */
import { grokkingSummary } from '../analysis/grokking-summary.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import { EXPERIMENTS } from '../experiments/index.ts';
import { curvesCsv, curvesJson } from '../store/export/curves-text.ts';
import { runsCsv, runsJson, type RunKnowledge } from '../store/export/runs-text.ts';
import type { StoreReader } from '../store/store.ts';
import { runById } from './run-reference.ts';

export type ExportSubject = 'curves' | 'runs';
export type ExportFormat = 'csv' | 'json';

const KNOWLEDGE: RunKnowledge = {
  defaultsOf: (id) => EXPERIMENTS.find((experiment) => experiment.id === id)?.config,
  outcomeOf: grokkingSummary,
};

/**
 * The text of an export, piece by piece. No ids means every run that is not in the bin.
 * @throws LabError `not-found` for an unknown id, before the first piece
 */
export function exportText(
  reader: StoreReader,
  subject: ExportSubject,
  ids: readonly RunId[],
  format: ExportFormat,
): Iterable<string> {
  const records = exportedRuns(reader, ids);
  if (subject === 'runs') return (format === 'csv' ? runsCsv : runsJson)(records, KNOWLEDGE);
  const rows = reader.seriesRows(records.map((run) => run.id));
  return (format === 'csv' ? curvesCsv : curvesJson)(rows);
}

function exportedRuns(reader: StoreReader, ids: readonly RunId[]): RunRecord[] {
  if (ids.length === 0) return reader.runs({ ...ALL_RUNS, sort: 'id' }).runs;
  return [...new Set(ids)].sort((a, b) => a - b).map((id) => runById(reader, id));
}
