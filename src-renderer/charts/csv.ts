/** @file CSV as the exports of the lab write it: RFC 4180, full precision, non-finite numbers as words,
 *  text that a spreadsheet would take for a formula escaped. */
import type { ChartModel, StepWindow } from './chart-model.ts';

export type CsvCell = string | number;

export function toCsv(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [header.map(cell).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${lines.join('\n')}\n`;
}

function cell(value: CsvCell): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const DRAWN_HEADER = ['chart', 'series', 'step', 'seconds', 'value', 'low', 'high', 'n'] as const;

/** Exactly what the charts draw: every point of every line in view. A lone run's low, high and n stay empty. */
export function drawnCsv(models: readonly ChartModel[], window: StepWindow | null): string {
  return toCsv(DRAWN_HEADER, drawnRows(models, window));
}

function* drawnRows(models: readonly ChartModel[], window: StepWindow | null): Generator<CsvCell[]> {
  for (const model of models) {
    for (const { label, step, seconds, value, low, high, n } of model.series) {
      for (let i = 0; i < step.length; i++) {
        const at = step[i] as number;
        if (window && (at < window.from || at > window.to)) continue;
        const time = seconds.length ? (seconds[i] as number) : '';
        const band = low && high ? [low[i] as number, high[i] as number] : ['', ''];
        yield [model.id, label, at, time, value[i] as number, ...band, n ? (n[i] as number) : ''];
      }
    }
  }
}
