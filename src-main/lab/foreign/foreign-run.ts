/** @file What the readers of foreign files give: series by the names they have there, nothing mapped yet. */
import { basename } from 'node:path';
import type { ForeignFormat } from '../../contract/values/foreign-run.ts';
import { LabError } from '../../contract/values/lab-error.ts';

export interface ForeignSeries {
  readonly step: number[];
  readonly value: number[];
}

export interface ForeignRun {
  /** The path it was read from, as it is shown. */
  readonly file: string;
  /** Every file that it was read from. */
  readonly files: readonly string[];
  readonly format: ForeignFormat;
  /** Of the run, as the file or its name has it. */
  readonly name: string;
  readonly series: ReadonlyMap<string, ForeignSeries>;
  /** Names of columns that were not read. */
  readonly others: readonly string[];
  /** Unix times or running seconds as the file has them, by step; empty where it has none. */
  readonly times: ReadonlyMap<number, number>;
}

/** More steps of one file than this are not what a lab is for. */
export const MOST_STEP = 2 ** 53 - 1;

/** Characters of one line, or one row. */
export const LONGEST_RECORD = 4_000_000;

/** `FILE where: what; remedy.` */
export function badForeign(file: string, where: string, what: string, remedy: string): LabError {
  const place = where === '' ? '' : `, ${where}`;
  return new LabError('bad-request', `import: ${file}${place}: ${what}; ${remedy}.`, { file, where });
}

/** The file's name without its extension. */
export const plainName = (file: string): string => basename(file).replace(/\.(csv|tsv|jsonl|ndjson)$/i, '');

const WORDS: ReadonlyMap<string, number> = new Map([
  ...(['nan'] as const).map((word) => [word, NaN] as const),
  ...['inf', 'infinity', '+inf', '+infinity'].map((word) => [word, Infinity] as const),
  ...['-inf', '-infinity'].map((word) => [word, -Infinity] as const),
]);

/** A number as programs write it; undefined for what is none. */
export function numberOf(text: string): number | undefined {
  const trimmed = text.trim();
  const word = WORDS.get(trimmed.toLowerCase());
  if (word !== undefined) return word;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : undefined;
}

/**
 * Seconds since the first moment at a step; 0 where there is no time of it. No copy of the times: many runs of one table
 * have the same ones.
 * @param times Unix times or running seconds, by step
 */
export function sinceFirst(times: ReadonlyMap<number, number>): (step: number) => number {
  let first = Infinity;
  for (const time of times.values()) if (Number.isFinite(time)) first = Math.min(first, time);
  return (step) => {
    const time = times.get(step) ?? NaN;
    return Number.isFinite(time) ? time - first : 0;
  };
}
