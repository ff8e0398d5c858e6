/** @file `groklab grok-times`: how long grokking takes as a function of settings, censored runs counted as such. */
import { Option, type Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import {
  ALL_BUT_SEED,
  GROK_METRICS,
  LIU_PHASES,
  MOST_PATHS,
  RECORDED_POINT2,
  type GrokDefinition,
  type GrokMetric,
  type PhaseSettings,
} from '../../contract/values/grok-definition.ts';
import { GROK_TERMS } from '../../contract/values/grok-terms.ts';
import type { GrokTimes } from '../../contract/wire/grok-times.ts';
import { ALL_RUNS } from '../../contract/wire/requests.ts';
import {
  collect,
  FILTER_HELP,
  optionsOf,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { EXIT, usageError } from '../exit-codes.ts';
import { grokTimesObject, grokTimesText } from '../grok-times-report.ts';
import { wholeNumber } from '../order-options.ts';
import { misspeltTag, noRunText } from '../none-found.ts';
import { findSweep, reading } from '../read-lab.ts';
import { NO_LAWS } from '../../lab/grok-laws.ts';
import { SWEEP_OPTION, type SweepOption } from '../sweep-option.ts';
import { wrapped } from '../text-table.ts';

interface GrokTimesOptions extends CommonOptions, SweepOption {
  readonly by?: readonly string[];
  readonly search?: string;
  readonly filter?: string;
  readonly metric: GrokMetric;
  readonly threshold?: string;
  readonly sustain?: string;
  readonly delay?: boolean;
  readonly level: string;
  readonly phases?: boolean;
  readonly phaseAccuracy?: string;
  readonly within?: string;
  readonly gap?: string;
}

const TERM_WIDTH = 15;
const HELP_WIDTH = 118;

const TERMS = Object.entries(GROK_TERMS).flatMap(([term, meaning]) =>
  wrapped(meaning, HELP_WIDTH - TERM_WIDTH).map(
    (line, i) => `  ${(i === 0 ? term : '').padEnd(TERM_WIDTH)}${line}`,
  ),
);

export function registerGrokTimes(program: Command, context: CommandContext): void {
  const command = program
    .command('grok-times')
    .description(
      'grokking time against settings: medians with intervals, censored runs counted as such, laws',
    )
    .option(
      '--by <path>',
      `group by this config path, by experiment, or by ${ALL_BUT_SEED}; may be given several times`,
      collect,
    )
    .option(...SWEEP_OPTION)
    .option('--filter <expression>', FILTER_HELP)
    .option('--search <words>', 'only runs with all these words in name, experiment, tags or note')
    .addOption(
      new Option(
        '--metric <metric>',
        'what must be reached; points is train and validation accuracy together',
      )
        .choices([...GROK_METRICS])
        .default('points'),
    )
    .option('--threshold <value>', "what counts as reached (default: each run's own)")
    .option('--sustain <n>', "for so many evaluations in a row (default: each run's own)")
    .option('--delay', 'from memorising to generalising, instead of from step 0')
    .option('--level <share>', 'confidence of the intervals', '0.95')
    .option('--phases', 'comprehension, grokking, memorisation or confusion (Liu et al. 2022)')
    .option('--phase-accuracy <value>', `accuracy that counts as learned (default: ${LIU_PHASES.accuracy})`)
    .option('--within <steps>', `steps by which it must be (default: ${LIU_PHASES.within})`)
    .option('--gap <steps>', `steps between that make it grokking (default: ${LIU_PHASES.gap})`);
  command.addHelpText('after', ['', 'Words:', ...TERMS].join('\n'));
  withCommonOptions(command).action(async () => {
    const { location, json = false, ...options } = optionsOf<GrokTimesOptions>(command);
    const question = questionFrom(options);
    const { times, none } = await reading(location, async (lab) => {
      const sweep = options.sweep === undefined ? null : (await findSweep(lab, options.sweep)).id;
      const query = {
        ...ALL_RUNS,
        sort: 'id',
        search: options.search ?? '',
        filter: options.filter ?? '',
        sweep,
      };
      const found = (await lab?.request('grokTimes.read', { query, ...question })) ?? noRuns(question);
      if (json || found.groups.length > 0) {
        const misspelt = await misspeltTag(lab, query.filter);
        if (misspelt !== '') context.err.line(`${misspelt}.`);
        return { times: found, none: '' };
      }
      return { times: found, none: await noRunText(lab, location, query) };
    });
    context.exitCode = EXIT.done;
    if (json) return context.out.line(stringifyPlain(grokTimesObject(times)));
    if (none !== '') return context.out.line(none);
    for (const line of grokTimesText(times, context.out.columns)) context.out.line(line);
  });
}

function noRuns({ by, definition, level }: ReturnType<typeof questionFrom>): GrokTimes {
  return { by, definition, level, groups: [], points: [], logRank: null, ...NO_LAWS, pooled: [] };
}

function questionFrom(options: GrokTimesOptions) {
  const by = options.by ?? [];
  if (by.length > MOST_PATHS) {
    throw usageError(`--by: expected at most ${MOST_PATHS} paths, got ${by.length}.`);
  }
  return {
    by: [...by],
    definition: definitionFrom(options),
    phases: phasesFrom(options),
    level: shareOption('--level', options.level),
  };
}

function definitionFrom({ metric, threshold, sustain, delay }: GrokTimesOptions): GrokDefinition {
  return {
    ...RECORDED_POINT2,
    metric,
    threshold: threshold === undefined ? null : positiveNumber('--threshold', threshold),
    sustain: sustain === undefined ? null : wholeNumber('--sustain', sustain, 1, 10_000),
    delay: delay ?? false,
  };
}

/** Any of the thresholds asks for phases too. */
function phasesFrom({ phases, phaseAccuracy, within, gap }: GrokTimesOptions): PhaseSettings | null {
  if (!phases && [phaseAccuracy, within, gap].every((given) => given === undefined)) return null;
  const accuracy =
    phaseAccuracy === undefined ? LIU_PHASES.accuracy : positiveNumber('--phase-accuracy', phaseAccuracy);
  if (accuracy > 1)
    throw usageError(`--phase-accuracy: expected a number above 0 and up to 1, got '${phaseAccuracy}'.`);
  return {
    accuracy,
    within: within === undefined ? LIU_PHASES.within : wholeNumber('--within', within, 1, 1e9),
    gap: gap === undefined ? LIU_PHASES.gap : wholeNumber('--gap', gap, 0, 1e9),
  };
}

function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw usageError(`${option}: expected a number above 0, got '${text}'.`);
}

function shareOption(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw usageError(`${option}: expected a number above 0 and below 1, got '${text}'.`);
}
