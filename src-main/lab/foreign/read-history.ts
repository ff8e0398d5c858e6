/** @file Histories as JSON Lines: an object per line with `_step`, as W&B writes them, or `step`. */
import {
  badForeign,
  MOST_STEP,
  numberOf,
  plainName,
  type ForeignRun,
  type ForeignSeries,
} from './foreign-run.ts';
import { stepColumn, TIME_COLUMNS, type StepChoice } from './columns.ts';
import { refuseOwnExport } from './own-export.ts';
import { textLines } from './text-lines.ts';

/**
 * The run of the file. Values that are no numbers are left alone: histories hold pictures and tables too.
 * @param choice which key is the step
 * @throws LabError `bad-request` naming file, line and remedy
 */
export async function readHistory(file: string, choice: StepChoice): Promise<ForeignRun> {
  const series = new Map<string, ForeignSeries>();
  const times = new Map<number, number>();
  let number = 0;
  let key: string | undefined;
  let last = -1;
  for await (const line of textLines(file)) {
    number++;
    if (line.trim() === '') continue;
    const row = objectOf(file, number, line);
    if (key === undefined) refuseOwnExport(file, Object.keys(row), choice.asker);
    key ??= stepColumn(file, Object.keys(row), choice);
    const step = row[key];
    if (typeof step !== 'number' || !Number.isInteger(step) || step <= last || step > MOST_STEP) {
      const what = `'${key}' is ${JSON.stringify(step) ?? 'not there'}`;
      throw badForeign(
        file,
        `line ${number}`,
        what,
        `steps are whole numbers that grow; the one before was ${last}`,
      );
    }
    last = step;
    for (const [name, given] of Object.entries(row)) {
      const value = typeof given === 'string' ? numberOf(given) : given;
      if (name === key || typeof value !== 'number') continue;
      if (TIME_COLUMNS.has(name.toLowerCase())) times.set(step, times.get(step) ?? value);
      const into = series.get(name) ?? { step: [], value: [] };
      series.set(name, into);
      into.step.push(step);
      into.value.push(value);
    }
  }
  if (number === 0) throw badForeign(file, '', 'it is empty', 'export the history again');
  return { file, files: [file], format: 'jsonl', name: plainName(file), series, others: [], times };
}

function objectOf(file: string, number: number, line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line.replace(/^\uFEFF/, ''));
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw badForeign(file, `line ${number}`, 'it is no JSON object', 'a history has one object on each line');
}
