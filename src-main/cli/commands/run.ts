/** @file `groklab run`: an experiment, with some settings changed, in the foreground. */
import type { Command } from 'commander';
import { ENGINE_CHOICES } from '../../contract/values/engine-id.ts';
import {
  collect,
  optionsOf,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { inForeground } from '../foreground.ts';
import { settleEngine } from '../settle-engine.ts';
import { orderFrom, type OrderOptions } from '../order-options.ts';

const EXAMPLES = `
Examples:
  groklab run quick-start
  groklab run quick-start --seed 2 --set optimizer.weightDecay=0.3 --tag decay
  groklab experiments quick-start      lists the fields that --set takes`;

export function registerRun(program: Command, context: CommandContext): void {
  const command = program
    .command('run')
    .description('train one run of an experiment in the foreground; Ctrl-C pauses it with a checkpoint')
    .argument('<experiment>', 'its id; `groklab experiments` lists them');
  withOrderOptions(withCommonOptions(command, 'end with one JSON object on standard output'))
    .addHelpText('after', EXAMPLES)
    .action(async (experiment: string) => {
      const { location, json = false, ...options } = optionsOf<OrderOptions & CommonOptions>(command);
      const order = orderFrom(experiment, options);
      const progress = json ? context.err : context.out;
      context.exitCode = await inForeground({ location, json, out: context.out, progress }, async (lab) => {
        const { changes, threads } = order;
        const asked = { experiment, changes, threads };
        const engine = await settleEngine(lab.client, order.engine, asked, progress);
        const { run } = await lab.client.request('runs.create', { ...order, engine });
        return [run];
      });
    });
}

const OF_RUN = {
  threads: 'threads of the run (default: 2, or the cores)',
  name: "name of the run: no number, and not 'last'",
  tag: 'tag of the run; may be given several times',
};
/** The same options where many runs are asked for. */
const OF_SWEEP: typeof OF_RUN = {
  threads: 'threads of each run (default: what a short measurement before the first one finds the fastest)',
  name: "name of the sweep: no number, and not 'last'; its runs are named after the experiment",
  tag: 'tag of every run; may be given several times',
};

/** The options of `run`, which `sweep` has too. */
export function withOrderOptions(command: Command, of: 'run' | 'sweep' = 'run'): Command {
  const help = of === 'run' ? OF_RUN : OF_SWEEP;
  return command
    .option('--set <path=value>', 'change a setting; may be given several times', collect)
    .option('--seed <n>', 'seed of everything random')
    .option('--steps <n>', 'steps of the budget')
    .option('--engine <id>', `engine that computes: ${ENGINE_CHOICES.join(', ')} (times them on this config)`)
    .option('--threads <n>', help.threads)
    .option('--name <name>', help.name)
    .option('--tag <tag>', help.tag, collect);
}
