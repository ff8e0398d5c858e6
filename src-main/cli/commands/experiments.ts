/** @file `groklab experiments`: the list, or one experiment with its fields, its source and its expected numbers. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import {
  acceptedValues,
  CONFIG_FIELDS,
  existsIn,
  fieldAt,
  valueAt,
  type ConfigField,
} from '../../contract/values/config-fields.ts';
import { expectedLabel, type ExpectedNumber, type Experiment } from '../../contract/values/experiment.ts';
import { unitBehind } from '../../contract/values/field.ts';
import type { RunConfig } from '../../contract/values/run-config.ts';
import { experimentById, EXPERIMENTS } from '../../experiments/index.ts';
import { textAt } from '../../lab/config-text.ts';
import { describeTask } from '../../tasks/index.ts';
import { asCalled } from '../../lab/as-called.ts';
import { withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { EXIT, usageError } from '../exit-codes.ts';
import { grouped, short } from '../people.ts';
import { sourceLines } from '../source-lines.ts';
import { textTable, wrapped, type Column } from '../text-table.ts';

interface ExperimentsOptions extends CommonOptions {
  readonly settings?: boolean;
}

export function registerExperiments(program: Command, context: CommandContext): void {
  const command = program
    .command('experiments')
    .description('list the experiments, or describe one: source, expected numbers, how to run it, settings')
    .argument('[id]', 'the experiment to describe')
    .option('--settings', 'of one experiment: what each setting accepts and means');
  withCommonOptions(command).action((id: string | undefined) => {
    const { json = false, settings = false } = command.optsWithGlobals<ExperimentsOptions>();
    if (settings && id === undefined) {
      throw usageError('--settings: goes with the id of an experiment; groklab experiments lists them.');
    }
    const chosen = id === undefined ? EXPERIMENTS : [experimentById(id)];
    context.exitCode = EXIT.done;
    if (json) return context.out.line(stringifyPlain({ experiments: chosen }));
    const described = id === undefined ? undefined : chosen[0];
    const lines = described ? describe(described, context.out.columns, settings) : list();
    for (const line of lines) context.out.line(line);
  });
}

function list(): string[] {
  const columns: Column<Experiment>[] = [
    { title: 'id', text: (experiment) => experiment.id },
    { title: 'task', text: ({ config }) => describeTask(config.task) },
    { title: 'steps', text: ({ config }) => grouped(config.budget.steps), align: 'right' },
    { title: 'source', text: ({ provenance }) => `${provenance.authors} ${provenance.year}` },
  ];
  return [
    ...textTable(columns, EXPERIMENTS),
    '',
    asCalled('groklab experiments ID describes one; groklab run ID starts it.'),
  ];
}

function describe(experiment: Experiment, width: number, settings: boolean): string[] {
  return [
    `${experiment.id}: ${experiment.title}`,
    ...wrapped(experiment.summary, width),
    '',
    'Source:',
    ...sourceLines(experiment.provenance),
    ...experiment.provenance.unstated.flatMap((point) =>
      wrapped(point, width - 2).map((line, i) => `${i === 0 ? '- ' : '  '}${line}`),
    ),
    '',
    'Expected:',
    ...textTable(EXPECTED, experiment.expected),
    '',
    ...runLines(experiment),
    '',
    ...(settings ? explainedSettings(experiment, width) : compactSettings(experiment, width)),
  ];
}

function runLines({ id, config }: Experiment): string[] {
  return [
    `To run it, ${grouped(config.budget.steps)} steps:`,
    asCalled(`groklab run ${id}`),
    asCalled(`groklab run ${id} --seed 2 --set optimizer.learningRate=${config.optimizer.learningRate / 2}`),
    asCalled(`groklab sweep ${id} --grid ${gridAround(config)} --seeds 3`),
  ];
}

/** A third, the experiment's own and thrice the weight decay; of the learning rate where nothing decays. */
function gridAround({ optimizer }: RunConfig): string {
  const name = optimizer.weightDecay > 0 ? 'weightDecay' : 'learningRate';
  const own = optimizer[name];
  return `optimizer.${name}=${[round(own / 3), own, round(own * 3)].join(',')}`;
}

/** One digit is enough of a number to try. */
const round = (value: number): number => Number(value.toPrecision(1));

const fieldsOf = (config: RunConfig) => CONFIG_FIELDS.filter((field) => existsIn(field, config));

/** A line or two per group: `optimizer.  kind=adam, learningRate=0.001, …`, whose names together are the path. */
function compactSettings({ id, config }: Experiment, width: number): string[] {
  const groups = Map.groupBy(fieldsOf(config), ({ path }) => path.slice(0, path.indexOf('.') + 1));
  const label = Math.max(...[...groups.keys()].map((group) => group.length)) + 2;
  return [
    'Settings with their defaults, the path being group and name; --set PATH=VALUE changes them:',
    ...[...groups].flatMap(([group, fields]) => {
      const texts = fields.map(({ path }) => `${path.slice(group.length)}=${textAt(config, path)}`);
      return wrapped(texts.join(', '), width - label).map(
        (line, i) => (i === 0 ? group : '').padEnd(label) + line,
      );
    }),
    asCalled(`groklab experiments ${id} --settings says what each accepts and means.`),
  ];
}

function explainedSettings({ config }: Experiment, width: number): string[] {
  return [
    'Settings, as --set takes them, with their defaults:',
    ...fieldsOf(config).flatMap((field) => fieldLines(field, config, width)),
    ...elsewhereLines(config),
  ];
}

const INDENT = '    ';

const EXPECTED: readonly Column<ExpectedNumber>[] = [
  { title: 'quantity', text: expectedLabel },
  {
    title: 'published',
    text: ({ published }) => (published === null ? '–' : short(published)),
    align: 'right',
  },
  { title: 'band', text: ({ low, high }) => `${short(low)} to ${short(high)}`, align: 'right' },
  { title: 'read in', text: (expected) => expected.source },
];

/** Fields that exist only once a kind is another: `with optimizer.kind=sgd also optimizer.momentum`. */
function elsewhereLines(config: RunConfig): string[] {
  const byCondition = new Map<string, string[]>();
  for (const field of CONFIG_FIELDS.filter((f) => fieldAt(f.path, config) === undefined)) {
    const condition = Object.entries(field.when)
      .map(([path, kind]) => `${path}=${kind}`)
      .join(' and ');
    byCondition.set(condition, [...(byCondition.get(condition) ?? []), field.path]);
  }
  return [...byCondition].map(([condition, paths]) => `with ${condition} also ${paths.join(', ')}`);
}

/** `optimizer.weightDecay=1 (λ)`, then what it accepts and means. */
function fieldLines(field: ConfigField, config: RunConfig, width: number): string[] {
  const unit = unitBehind(field, valueAt(config, field.path));
  const symbol = field.symbol ? ` (${field.symbol})` : '';
  const accepted = acceptedValues(field);
  const sentences = `${accepted[0]?.toUpperCase()}${accepted.slice(1)}. ${field.help}`;
  return [
    `${field.path}=${textAt(config, field.path)}${unit && ` ${unit}`}${symbol}`,
    ...wrapped(sentences, width - INDENT.length).map((line) => INDENT + line),
  ];
}
