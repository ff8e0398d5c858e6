/** @file `groklab sweep`, `extend` and `rerun-missing`: many runs that differ in named settings, in the foreground. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { MOST_SWEEP_RUNS } from '../../contract/values/sweep-spec.ts';
import type { RequestParams } from '../../contract/wire/requests.ts';
import type { SweepPreview } from '../../contract/wire/sweep-requests.ts';
import { planSweep, refuseInvalid } from '../../lab/plan-sweep.ts';
import { previewWithoutStore } from '../../lab/handlers/sweeps.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { withOrderOptions } from './run.ts';
import { findSweep, reading } from '../read-lab.ts';
import { refuseUnavailable, settleEngine } from '../settle-engine.ts';
import { sweepInForeground } from '../sweep-foreground.ts';
import { previewLines, previewObject, searchOf, type PreviewTerms } from '../sweep-report.ts';
import {
  additionFrom,
  sweepOrderFrom,
  withAxisOptions,
  withSweepOptions,
  type AxisOptions,
  type SweepOptions,
} from '../sweep-options.ts';

const EXAMPLES = `
Examples:
  groklab sweep quick-start --grid optimizer.weightDecay=0.3,1,3 --seeds 4
  groklab sweep quick-start --random optimizer.learningRate=1e-4..1e-2:log --samples 20
  groklab sweep quick-start --bisect task.trainFraction=0.2..0.5 --target 0.5 --seeds 4
  groklab sweep quick-start --grid model.width=32,64 --grid model.heads=4,8 --dry-run
At most ${MOST_SWEEP_RUNS} runs.`;

const SWEEP_ARGUMENT = "an id, a unique name, or 'last'";
const DRY_RUN_OPTION = [
  '--dry-run',
  'say what would be run and how long it takes, and start nothing',
] as const;
const JSON_HELP = 'end with one JSON object on standard output';

interface DryRunOptions extends CommonOptions {
  readonly dryRun?: boolean;
}

export function registerSweep(program: Command, context: CommandContext): void {
  registerStart(program, context);
  registerExtend(program, context);
  registerRerun(program, context);
}

function registerStart(program: Command, context: CommandContext): void {
  const command = program
    .command('sweep')
    .description('train many runs of an experiment, side by side; Ctrl-C pauses them with checkpoints')
    .argument('<experiment>', 'its id; `groklab experiments` lists them');
  withSweepOptions(withOrderOptions(withCommonOptions(command, JSON_HELP), 'sweep'))
    .option(...DRY_RUN_OPTION)
    .addHelpText('after', EXAMPLES)
    .action(async (experiment: string) => {
      const options = optionsOf<SweepOptions & DryRunOptions>(command);
      const { location, json = false } = options;
      const order = sweepOrderFrom(experiment, options);
      const plan = planSweep(order.spec);
      const leavesOut = order.skipInvalid && plan.points.length > 0;
      if (options.dryRun) {
        const { spec, reuse } = order;
        if (options.engine !== undefined) await refuseUnavailable(order.engine);
        const result = await reading(location, async (lab) =>
          lab ? lab.request('sweeps.preview', { spec, reuse }) : previewWithoutStore(spec),
        );
        return tellPreview(context, result, { reuse, leavesOut, json, search: searchOf(spec) });
      }
      if (!leavesOut) refuseInvalid(plan);
      await inForeground(context, options, async ({ client }) => {
        // Timed on what all runs of the sweep share.
        const asked = { experiment, changes: order.spec.changes, threads: order.threads };
        const progress = json ? context.err : context.out;
        const engine = await settleEngine(client, order.engine, asked, progress);
        const { sweep } = await client.request('sweeps.create', { ...order, engine });
        return sweep;
      });
    });
}

function registerExtend(program: Command, context: CommandContext): void {
  const command = program
    .command('extend')
    .description('add values, samples or seeds to a sweep; what it has is not repeated')
    .argument('<sweep>', SWEEP_ARGUMENT);
  withAxisOptions(withCommonOptions(command, JSON_HELP))
    .option(...DRY_RUN_OPTION)
    .action(async (reference: string) => {
      const options = optionsOf<AxisOptions & DryRunOptions>(command);
      const addition = additionFrom(options);
      const { location, json = false, reuse = false, skipInvalid = false } = options;
      if (options.dryRun) {
        const result = await reading(location, (lab) =>
          previewExtension(lab, reference, { addition, reuse }),
        );
        return tellPreview(context, result, { reuse, leavesOut: skipInvalid, json });
      }
      const { id } = await reading(location, (lab) => findSweep(lab, reference));
      await inForeground(context, options, async ({ client }) => {
        const { sweep } = await client.request('sweeps.extend', { sweep: id, addition, reuse, skipInvalid });
        return sweep;
      });
    });
}

function registerRerun(program: Command, context: CommandContext): void {
  const command = program
    .command('rerun-missing')
    .description('run the points of a sweep that failed, were stopped or deleted')
    .argument('<sweep>', SWEEP_ARGUMENT);
  withCommonOptions(command, JSON_HELP).action(async (reference: string) => {
    const options = optionsOf<CommonOptions>(command);
    const { id } = await reading(options.location, (lab) => findSweep(lab, reference));
    await inForeground(context, options, async ({ client }) => {
      const { sweep } = await client.request('sweeps.rerunMissing', { sweep: id });
      return sweep;
    });
  });
}

async function inForeground(
  context: CommandContext,
  { location, json = false }: ReturnType<typeof optionsOf<CommonOptions>>,
  start: Parameters<typeof sweepInForeground>[1],
): Promise<void> {
  const progress = json ? context.err : context.out;
  context.exitCode = await sweepInForeground({ location, json, out: context.out, progress }, start);
}

async function previewExtension(
  lab: Parameters<typeof findSweep>[0],
  reference: string,
  asked: Pick<RequestParams<'sweeps.previewExtension'>, 'addition' | 'reuse'>,
): Promise<SweepPreview> {
  const { id } = await findSweep(lab, reference);
  return (lab as NonNullable<typeof lab>).request('sweeps.previewExtension', { sweep: id, ...asked });
}

interface TellingPreview extends PreviewTerms {
  readonly leavesOut: boolean;
  readonly json: boolean;
}

/** Ends as the command itself would: with an error where it refuses what cannot be run. */
function tellPreview(
  context: CommandContext,
  result: SweepPreview,
  { reuse, leavesOut, json, search }: TellingPreview,
): void {
  const refused = result.invalid.length > 0 && !leavesOut;
  context.exitCode = refused ? EXIT.usage : EXIT.done;
  if (json) return context.out.line(stringifyPlain(previewObject(result, search)));
  for (const line of previewLines(result, { reuse, search })) context.out.line(line);
  if (refused && result.runs > 0) context.out.line('--skip-invalid leaves them out');
}
