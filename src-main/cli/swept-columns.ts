/** @file What the sweeps of the listed runs varied, as columns of their table. */
import { CONFIG_FIELDS } from '../contract/values/config-fields.ts';
import { sweptPaths, tellingPaths } from '../contract/values/expand-sweep.ts';
import { MOST_LISTED } from '../contract/values/run-limits.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { SweepSpec } from '../contract/values/sweep-spec.ts';
import { textAt } from '../lab/config-text.ts';
import type { ReadOnlyLab } from '../lab/read-only-lab.ts';
import type { Column } from './text-table.ts';

export type SweptSpecs = ReadonlyMap<SweepId, SweepSpec>;

const ALL = { limit: MOST_LISTED, offset: 0 };

/** The sweeps of these runs, those in the bin too. */
export async function sweptSpecs(lab: ReadOnlyLab, runs: readonly RunRecord[]): Promise<SweptSpecs> {
  const ids = new Set(runs.flatMap(({ sweep }) => sweep ?? []));
  if (ids.size === 0) return new Map();
  const there = await lab.request('sweeps.list', { deleted: false, ...ALL });
  const binned = await lab.request('sweeps.list', { deleted: true, ...ALL });
  const sweeps = [...there.sweeps, ...binned.sweeps].filter(({ id }) => ids.has(id));
  return new Map(sweeps.map(({ id, spec }) => [id, spec]));
}

/** More settings than these would push the rest of the table out of the terminal. */
const MOST_COLUMNS = 3;

/**
 * A column for each setting, under the path that `--sort` and `--filter` know, where all these sweeps vary the same few
 * (the seed has a column of its own in any case); else one for all, in which each run has what its own sweep varied.
 */
export function sweptColumns(runs: readonly RunRecord[], specs: SweptSpecs): Column<RunRecord>[] {
  const swept = [...specs.values()].map(sweptPaths);
  const paths = [...new Set(swept.flat())];
  if (paths.length === 0) return [];
  const shared = swept.every((own) => own.length === paths.length);
  if (shared && paths.length <= MOST_COLUMNS) return paths.map(pathColumn);
  const texts = new Map(runs.map((run) => [run, variedText(run, specs)]));
  return [{ title: 'varied', text: (run) => texts.get(run) ?? '–' }];
}

const pathColumn = (path: string): Column<RunRecord> => ({
  title: path,
  text: ({ config }) => textAt(config, path) || '–',
  align: 'right',
});

/** `weightDecay=0.3 seed=2` */
function variedText({ config, sweep }: RunRecord, specs: SweptSpecs): string {
  const spec = sweep === null ? undefined : specs.get(sweep);
  const texts = (spec ? tellingPaths(spec) : []).flatMap((path) => {
    const value = textAt(config, path);
    return value === '' ? [] : [`${nameOf(path)}=${value}`];
  });
  return texts.join(' ') || '–';
}

/** The last word of the path where no other setting has the same one. */
function nameOf(path: string): string {
  const last = path.slice(path.lastIndexOf('.') + 1);
  const alike = new Set(CONFIG_FIELDS.map((field) => field.path).filter((one) => one.endsWith(`.${last}`)));
  return alike.size > 1 ? path : last;
}
