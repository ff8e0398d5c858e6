/** @file `groklab show`: one run in full, beside what its paper says. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { CONFIG_FIELDS, fieldAt, valueAt } from '../../contract/values/config-fields.ts';
import { expectedLabel, type Experiment } from '../../contract/values/experiment.ts';
import { isOwn, type ForeignSource } from '../../contract/values/foreign-run.ts';
import { shownRun, shownStatus, type OwnRun, type RunRecord } from '../../contract/values/run-record.ts';
import type { Comparison, RequestResult } from '../../contract/wire/requests.ts';
import { EXPERIMENTS } from '../../experiments/index.ts';
import { changedPaths, textAt } from '../../lab/config-text.ts';
import { inBinText } from '../../lab/find-reference.ts';
import { describeTask } from '../../tasks/index.ts';
import { asCalled } from '../../lab/as-called.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { grouped, metricValue, moment, short, tagsText } from '../people.ts';
import { findRuns, reading } from '../read-lab.ts';
import { eitherRunsOrSweep, SWEEP_OPTION, type SweepOption } from '../sweep-option.ts';
import { showSweep } from '../show-sweep.ts';
import { drawnCurves, pointsText, timeText } from '../run-report.ts';
import { sourceLines } from '../source-lines.ts';
import { textList, textTable, type Column } from '../text-table.ts';

type Details = RequestResult<'runs.get'>;

export function registerShow(program: Command, context: CommandContext): void {
  const command = program
    .command('show')
    .description('show one run: settings, curves, points, and its numbers beside the published ones')
    .argument('[run]', "an id, a unique name, or 'last'")
    .option(...SWEEP_OPTION);
  withCommonOptions(command).action(async (given: string | undefined) => {
    const { location, json = false, sweep } = optionsOf<CommonOptions & SweepOption>(command);
    eitherRunsOrSweep(given === undefined ? [] : [given], sweep);
    if (sweep !== undefined) return showSweep(context, location, json, sweep);
    const reference = given as string;
    await reading(location, async (lab) => {
      const [found] = findRuns(lab, [reference]);
      if (!lab || !found) return;
      const details = await lab.request('runs.get', { run: found.id });
      const { run, ...beside } = details;
      context.exitCode = EXIT.done;
      if (json) return context.out.line(stringifyPlain({ run: { ...shownRun(run), ...beside } }));
      const curves = await drawnCurves(lab, run, context.out.columns);
      for (const line of [...describe(details), ...section('Accuracy', curves)]) context.out.line(line);
    });
  });
}

function describe({ run, comparisons, checkpoints, command }: Details): string[] {
  const experiment = EXPERIMENTS.find((e) => e.id === run.experiment);
  const checkpoint = checkpoints[0];
  return [
    `Run ${run.id}: ${run.name}`,
    ...textList(facts(run, checkpoint?.step)),
    ...section('Source', experiment ? sourceLines(experiment.provenance) : []),
    ...section(
      'Settings that differ from the experiment',
      experiment && isOwn(run) ? differences(run, experiment) : [],
    ),
    ...section('Settings that are known', isOwn(run) ? [] : knownSettings(run)),
    ...section(
      'Last values',
      textList(Object.entries(run.last).map(([name, value]) => [name, metricValue(name, value)])),
    ),
    ...section('Beside the published numbers', comparisons.length ? textTable(COMPARED, comparisons) : []),
    ...section('The same again', command === '' ? [] : [asCalled(command)]),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

function facts(run: RunRecord, checkpointStep: number | undefined): [string, string][] {
  const { progress, environment } = run;
  const rows: [string, string][] = [
    [
      'experiment',
      run.config.seed === undefined ? run.experiment : `${run.experiment}, seed ${run.config.seed}`,
    ],
    ['task', isOwn(run) ? describeTask(run.config.task) : ''],
    ['source', run.foreign ? foreignText(run.foreign) : ''],
    ['status', run.reason === '' ? shownStatus(run) : `${shownStatus(run)}: ${run.reason}`],
    ['bin', run.deletedAt === null ? '' : asCalled(inBinText('run', run))],
    ['result', pointsText(run)],
    [
      'steps',
      [`${grouped(progress.step)} of ${grouped(progress.steps)}`, timeText(run)].filter(Boolean).join(' in '),
    ],
    ['engine', engineText(run)],
    ['machine', environment ? `${environment.cpu}, ${environment.cores} cores, ${environment.platform}` : ''],
    ['created', moment(run.createdAt)],
    ['checkpoint', checkpointStep === undefined ? 'none' : `at step ${grouped(checkpointStep)}`],
    ['tags', tagsText(run.tags)],
    ['note', run.note],
  ];
  return rows.filter(([, text]) => text !== '');
}

function engineText(run: RunRecord): string {
  if (!isOwn(run)) return '';
  const { engine, environment, threads } = run;
  const { engineVersion = '', stepsPerCall = 1 } = environment ?? {};
  const grouping = stepsPerCall > 1 ? `, ${grouped(stepsPerCall)} steps per call` : '';
  return `${engine} ${engineVersion}, ${threads} ${threads === 1 ? 'thread' : 'threads'}${grouping}`;
}

function knownSettings({ config }: RunRecord): string[] {
  const paths = [...new Set(CONFIG_FIELDS.map(({ path }) => path))];
  const known = paths.filter((path) => valueAt(config, path) !== undefined);
  return textList(known.map((path): [string, string] => [path, String(valueAt(config, path))]));
}

function foreignText({ file, format, metrics }: ForeignSource): string {
  const names = Object.entries(metrics).map(([here, there]) => `${there} as ${here}`);
  return `another program (${file}, ${format}): ${names.join(', ')}`;
}

function differences(run: OwnRun, experiment: Experiment): string[] {
  const changed = changedPaths(experiment.config, run.config);
  return textTable(
    [
      { title: 'field', text: (path: string) => path },
      { title: 'here', text: (path) => textAt(run.config, path), align: 'right' },
      { title: 'experiment', text: (path) => textAt(experiment.config, path) || '–', align: 'right' },
      { title: 'meaning', text: (path) => fieldAt(path, run.config)?.label ?? '' },
    ],
    changed,
  ).slice(changed.length === 0 ? 1 : 0);
}

const VERDICT_TEXTS: Readonly<Record<Comparison['verdict'], string>> = {
  pass: 'in the band',
  miss: 'outside the band',
  open: 'not there yet',
  'not-comparable': 'not comparable',
};

const COMPARED: readonly Column<Comparison>[] = [
  { title: 'quantity', text: ({ expected }) => expectedLabel(expected) },
  { title: 'published', text: ({ expected }) => numberOrDash(expected.published), align: 'right' },
  {
    title: 'band',
    text: ({ expected }) => `${short(expected.low)} to ${short(expected.high)}`,
    align: 'right',
  },
  { title: 'measured', text: measuredText, align: 'right' },
  { title: 'verdict', text: ({ verdict }) => VERDICT_TEXTS[verdict] },
  { title: 'source', text: ({ expected }) => expected.source },
];

function numberOrDash(value: number | null): string {
  return value === null ? '–' : short(value);
}

/** A value of a metric as it stands among the last values, not rounded into or out of the band. */
function measuredText({ expected: { quantity }, measured }: Comparison): string {
  if (measured === null) return '–';
  const { kind } = quantity;
  const isValue = kind === 'initial' || kind === 'final' || kind === 'settled';
  return isValue ? metricValue(quantity.metric, measured) : short(measured);
}
