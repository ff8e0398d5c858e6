/** @file `groklab compare`: runs side by side, in what they differ and what came out. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { pointCell } from '../../contract/values/censoring.ts';
import { shownStatus, type RunRecord } from '../../contract/values/run-record.ts';
import { textAt, varyingPaths } from '../../lab/config-text.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { grouped, metricValue } from '../people.ts';
import { findRuns, reading } from '../read-lab.ts';
import { isTimed, runObject, timeText } from '../run-report.ts';
import { textTable, type Column } from '../text-table.ts';

/** A row of the comparison: one thing, as it is in every run. */
interface Row {
  readonly title: string;
  readonly of: (run: RunRecord) => string;
}

export function registerCompare(program: Command, context: CommandContext): void {
  const command = program
    .command('compare')
    .description('put runs side by side: the settings that differ, the points, the last values')
    .argument('<run...>', "ids, unique names, or 'last'");
  withCommonOptions(command).action(async (references: string[]) => {
    const { location, json = false } = optionsOf<CommonOptions>(command);
    const runs = await reading(location, (lab) => findRuns(lab, references));
    const differs = varyingPaths(runs.map((run) => run.config));
    context.exitCode = EXIT.done;
    if (json) return context.out.line(stringifyPlain({ runs: runs.map(comparedRun), differs }));
    for (const line of sideBySide(runs, differs)) context.out.line(line);
  });
}

function comparedRun(run: RunRecord) {
  const { name, experiment, config, foreign, progress } = run;
  const seconds = isTimed(run) ? progress.seconds : null;
  return { ...runObject(run), seconds, name, experiment, config, foreign };
}

function sideBySide(runs: readonly RunRecord[], differs: readonly string[]): string[] {
  const rows: Row[] = [
    { title: 'name', of: (run) => run.name },
    ...(new Set(runs.map((run) => run.experiment)).size > 1
      ? [{ title: 'experiment', of: (run: RunRecord) => run.experiment }]
      : []),
    ...differs.map((path) => ({ title: path, of: (run: RunRecord) => textAt(run.config, path) || '–' })),
    ...OUTCOME,
    ...lastValues(runs),
  ];
  const columns: Column<Row>[] = [
    { title: 'run', text: (row) => row.title },
    ...runs.map((run): Column<Row> => ({
      title: String(run.id),
      text: (row) => row.of(run),
      align: 'right',
    })),
  ];
  return textTable(columns, rows);
}

const OUTCOME: readonly Row[] = [
  { title: 'status', of: shownStatus },
  { title: 'steps', of: (run) => grouped(run.progress.step) },
  { title: 'time', of: (run) => timeText(run) || '–' },
  { title: 'memorised at', of: (run) => pointCell(run, 'point1', grouped) },
  { title: 'generalised at', of: (run) => pointCell(run, 'point2', grouped) },
  { title: 'delay', of: delayText },
  { title: 'relapses', of: (run) => String(run.relapses) },
];

function delayText(run: RunRecord): string {
  const { delay } = runObject(run);
  return delay === null ? '–' : grouped(delay);
}

function lastValues(runs: readonly RunRecord[]): Row[] {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.last)))].sort();
  return names.map((name) => ({
    title: name,
    of: (run) => (run.last[name] === undefined ? '–' : metricValue(name, run.last[name])),
  }));
}
