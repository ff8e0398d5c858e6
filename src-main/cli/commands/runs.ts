/** @file `groklab runs`: the table of runs. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { BIN_KEY, binDaysFrom } from '../../contract/values/bin-settings.ts';
import { pointCell } from '../../contract/values/censoring.ts';
import { FOREIGN } from '../../contract/values/foreign-run.ts';
import type { MetricName } from '../../contract/values/metric.ts';
import { MOST_LISTED } from '../../contract/values/run-limits.ts';
import {
  RUN_STATUSES,
  shownRun,
  shownStatus,
  type RunRecord,
  type RunStatus,
} from '../../contract/values/run-record.ts';
import type { SweepId } from '../../contract/values/sweep-record.ts';
import { ALL_RUNS, type RunQuery } from '../../contract/wire/requests.ts';
import { asCalled } from '../../lab/as-called.ts';
import { withoutArchived } from '../chosen-runs.ts';
import {
  collect,
  FILTER_HELP,
  optionsOf,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { EXIT, usageError } from '../exit-codes.ts';
import { wholeNumber } from '../order-options.ts';
import { grouped, metricValue, tagsText } from '../people.ts';
import { misspeltTag, noRunText } from '../none-found.ts';
import { findSweep, reading } from '../read-lab.ts';
import { sweptColumns, sweptSpecs } from '../swept-columns.ts';
import { textTable, type Column } from '../text-table.ts';

interface RunsOptions extends CommonOptions {
  readonly status?: readonly string[];
  readonly search?: string;
  readonly filter?: string;
  readonly archived?: boolean;
  readonly sort?: string;
  readonly limit?: string;
  readonly sweep?: string;
  readonly bin?: boolean;
}

const SHOWN_BY_DEFAULT = 50;

export function registerRuns(program: Command, context: CommandContext): void {
  const command = program
    .command('runs')
    .description('list runs, newest first')
    .option(
      '--status <status>',
      `only runs of this status (${RUN_STATUSES.join(', ')}); may be repeated`,
      collect,
    )
    .option('--filter <expression>', FILTER_HELP)
    .option('--search <words>', 'words that all occur in name, experiment, tags or note')
    .option('--sort <path>', "'id', a column, a summary number or a config path; with - in front, falling")
    .option('--limit <n>', `at most so many (default: ${SHOWN_BY_DEFAULT}; all with --json)`)
    .option('--sweep <sweep>', "only the runs of a sweep: an id, a unique name, or 'last'")
    .option('--archived', 'archived runs too')
    .option('--bin', 'the removed runs instead, archived ones too');
  withCommonOptions(command).action(async () => {
    const { location, json = false, ...options } = optionsOf<RunsOptions>(command);
    const query = queryFrom(options, json);
    const { runs, total, days, specs, none } = await reading(location, async (lab) => {
      const typed = { ...query, filter: options.filter ?? '' };
      const noneIn = (sweep: SweepId | null) => noRunText(lab, location, { ...typed, sweep });
      if (!lab) return { runs: [], total: 0, days: null, specs: new Map(), none: await noneIn(null) };
      const sweep = options.sweep === undefined ? null : (await findSweep(lab, options.sweep)).id;
      const { settings } = await lab.request('settings.read', {});
      const found = await lab.request('runs.list', { ...query, sweep });
      const specs = json ? new Map() : await sweptSpecs(lab, found.runs);
      const none = found.total === 0 && !json ? await noneIn(sweep) : '';
      const misspelt = none === '' ? await misspeltTag(lab, typed.filter) : '';
      if (misspelt !== '') context.err.line(`${misspelt}.`);
      return { ...found, days: binDaysFrom(settings[BIN_KEY]), specs, none };
    });
    context.exitCode = EXIT.done;
    if (json) return context.out.line(stringifyPlain({ runs: runs.map(shownRun) }));
    if (total === 0) return context.out.line(none);
    const [id, name, ...others] = COLUMNS;
    const columns = [id, name, ...sweptColumns(runs, specs), ...others];
    for (const line of textTable(columns, runs)) context.out.line(line);
    if (runs.length < total) context.out.line(`${runs.length} of ${grouped(total)}; --limit shows more`);
    if (options.bin && days !== null) {
      context.out.line(
        asCalled(
          `Deleted for good after ${grouped(days)} days in the bin, counted while the lab is in use; groklab restore keeps them.`,
        ),
      );
    }
  });
}

function queryFrom(options: RunsOptions, json: boolean): RunQuery {
  const { filter = '', archived = false, bin = false } = options;
  const limit = json ? MOST_LISTED : SHOWN_BY_DEFAULT;
  return {
    ...ALL_RUNS,
    statuses: (options.status ?? []).map(statusFrom),
    search: options.search ?? '',
    // What restore finds is shown.
    filter: archived || bin ? filter : withoutArchived(filter),
    sort: options.sort ?? ALL_RUNS.sort,
    limit: options.limit === undefined ? limit : wholeNumber('--limit', options.limit, 1, MOST_LISTED),
    deleted: bin,
  };
}

function statusFrom(text: string): RunStatus {
  const status = RUN_STATUSES.find((known) => known === text);
  if (status) return status;
  const hint = text === FOREIGN ? `; --filter 'status = ${FOREIGN}' finds those of other programs` : '';
  throw usageError(`--status: expected one of ${RUN_STATUSES.join(', ')}, got '${text}'${hint}.`);
}

const metricOrDash = (metric: MetricName, value: number | undefined) =>
  value === undefined ? '–' : metricValue(metric, value);

const COLUMNS: readonly [Column<RunRecord>, Column<RunRecord>, ...Column<RunRecord>[]] = [
  { title: 'id', text: (run) => String(run.id), align: 'right' },
  { title: 'name', text: (run) => run.name },
  { title: 'experiment', text: (run) => run.experiment },
  { title: 'seed', text: (run) => String(run.config.seed ?? '–'), align: 'right' },
  { title: 'status', text: shownStatus },
  { title: 'step', text: ({ progress }) => grouped(progress.step), align: 'right' },
  { title: 'of', text: ({ progress }) => grouped(progress.steps), align: 'right' },
  { title: 'memorised', text: (run) => pointCell(run, 'point1', grouped), align: 'right' },
  { title: 'generalised', text: (run) => pointCell(run, 'point2', grouped), align: 'right' },
  {
    title: 'validation',
    text: ({ last }) => metricOrDash('val/accuracy', last['val/accuracy']),
    align: 'right',
  },
  { title: 'tags', text: (run) => tagsText(run.tags) },
];
