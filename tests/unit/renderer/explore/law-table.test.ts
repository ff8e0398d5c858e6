import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import type { GrokTimes } from '../../../../src-main/contract/wire/grok-times.ts';
import LawTable from '../../../../src-renderer/explore/LawTable.svelte';

const lawTable = (lawCaution: string | null) => {
  const law = {
    ...{ law: 'weight-decay', formula: 'T = C / λ', parameters: [], sigma: 0.2, aic: 12 },
    ...{ n: 20, censored: 12, leftOut: 0, residuals: [] },
  };
  const times = {
    by: ['optimizer.weightDecay'],
    groups: [],
    laws: [law],
    lawCaution,
  } as unknown as GrokTimes;
  return render(LawTable, { props: { times } }).body;
};

it('shows of each law its runs and how many of them are censored, as text', () => {
  const body = lawTable(null);
  const cells = (tag: string) =>
    [...body.matchAll(new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`, 'g'))].map(([, text]) => text);
  const columns = cells('th').slice(1);
  const row = cells('td');
  expect(row[columns.indexOf('runs')]).toBe('20');
  expect(row[columns.indexOf('censored')]).toBe('12');
});

it('says which AIC is better, and what keeps a law from being more than an impression', () => {
  expect(lawTable(null)).toContain('AIC (smaller is better)');
  expect(lawTable(null)).not.toContain('impression');
  expect(lawTable('more seeds tell')).toContain('Only an impression: more seeds tell.');
});
