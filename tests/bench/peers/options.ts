/** @file The options of `npm run bench:peers`. They stand after two dashes: npm run bench:peers -- --workload W1 */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { WORKLOADS } from '../../../src-main/worker/workloads.ts';

const USAGE_CODE = 2;
const NAMES = [...new Set(WORKLOADS.map(({ name }) => name.split(' ')[0] as string))];

const NEEDS = `
It needs, and leaves out whose it does not find, naming them:
  PyTorch, JAX  python3 with venv: the first call makes an environment from
                requirements.txt inside tests/bench/peers/node_modules;
                GROKLAB_PEERS_PYTHON names a Python that has the packages already
  jax-js        npm: the first call installs it beside them
  tfjs-node     npm run engine:tfjs-node
Every contestant compiles and warms up first; then they take turns. The machine should do nothing else.`;

export interface PeerOptions {
  /** Short names such as W1; all workloads where it is left out. */
  readonly workload?: readonly string[];
  readonly rounds: number;
  readonly threads: number;
  readonly turnMs: number;
  readonly out?: string;
}

const command = new Command('npm run bench:peers --')
  .description('time one training step in Grokking Lab, PyTorch, JAX and others, in turns on this machine')
  .option('--workload <name>', `only this one of ${NAMES.join(', ')}; may be repeated`, workloads)
  .option('--rounds <n>', 'turns of each contestant', wholeNumber, 7)
  .option('--threads <n>', 'threads of each contestant', wholeNumber, 2)
  .option('--turn-ms <n>', 'milliseconds of a turn', wholeNumber, 400)
  .option('--out <file>', 'where the table is written too, as Markdown')
  .addHelpText('after', NEEDS)
  .exitOverride()
  .configureOutput({ writeErr: () => {} });

function workloads(name: string, before: readonly string[] = []): string[] {
  if (NAMES.includes(name)) return [...before, name];
  throw new InvalidArgumentError(`expected one of ${NAMES.join(', ')}.`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('expected a whole number from 1.');
}

/** What is asked for; undefined where that was help, or what is not known, which is told and sets the exit code. */
export function askedOf(): PeerOptions | undefined {
  try {
    return command.parse().opts<PeerOptions>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    console.error(error.message.replace(/^error: /, '').replaceAll('\n', ' '));
    process.exitCode = USAGE_CODE;
    return undefined;
  }
}
