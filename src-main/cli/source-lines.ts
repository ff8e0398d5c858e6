/** @file Where an experiment comes from, in lines. */
import type { Provenance } from '../contract/values/experiment.ts';
import { textList } from './text-table.ts';

/** What the source leaves open is not among them: it takes sentences. */
export function sourceLines(from: Provenance): string[] {
  const rows: [string, string][] = [
    ['authors', `${from.authors} (${from.year})`],
    ['paper', from.paper],
    ['reference', from.reference],
    ['figure', from.figure],
    ['code', from.code],
    ['their budget', from.paperBudget],
  ];
  return textList(rows.filter(([, text]) => text !== ''));
}
