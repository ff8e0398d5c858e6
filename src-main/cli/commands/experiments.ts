/** @file `groklab experiments`: the list, or one experiment with its fields, its source and its expected numbers. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import {
  acceptedValues,
  CONFIG_FIELDS,
  existsIn,
  fieldAt,
  type ConfigField,
} from '../../contract/values/config-fields.ts';
import type { ExpectedNumber, Experiment } from '../../contract/values/experiment.ts';
import type { RunConfig } from '../../contract/values/run-config.ts';
import { experimentById, EXPERIMENTS } from '../../experiments/index.ts';
import { textAt } from '../../lab/config-text.ts';
import { describeTask } from '../../tasks/index.ts';
import { asCalled } from '../as-called.ts';
import { withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { grouped, short } from '../people.ts';
import { sourceLines } from '../source-lines.ts';
import { textTable, wrapped, type Column } from '../text-table.ts';

export function registerExperiments(program: Command, context: CommandContext): void {
  const command = program
    .command('experiments')
    .description('list the experiments, or describe one: fields, defaults, source, expected numbers')
    .argument('[id]', 'the experiment to describe');
  withCommonOptions(command).action((id: string | undefined) => {
    const { json = false } = command.optsWithGlobals<CommonOptions>();
    const chosen = id === undefined ? EXPERIMENTS : [experimentById(id)];
    context.exitCode = EXIT.done;
    if (json) return context.out.line(stringifyPlain({ experiments: chosen }));
    const described = id === undefined ? undefined : chosen[0];
    const lines = described ? describe(described, context.out.columns) : list();
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

function describe(experiment: Experiment, width: number): string[] {
  const { config } = experiment;
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
    'Fields, as --set takes them, with their defaults:',
    ...CONFIG_FIELDS.filter((field) => existsIn(field, config)).flatMap((f) => fieldLines(f, config, width)),
    ...elsewhereLines(config),
  ];
}

const INDENT = '    ';

const EXPECTED: readonly Column<ExpectedNumber>[] = [
  { title: 'quantity', text: (expected) => expected.label },
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
  const unit = field.unit ? ` ${field.unit}` : '';
  const symbol = field.symbol ? ` (${field.symbol})` : '';
  const accepted = acceptedValues(field);
  const sentences = `${accepted[0]?.toUpperCase()}${accepted.slice(1)}. ${field.help}`;
  return [
    `${field.path}=${textAt(config, field.path)}${unit}${symbol}`,
    ...wrapped(sentences, width - INDENT.length).map((line) => INDENT + line),
  ];
}
