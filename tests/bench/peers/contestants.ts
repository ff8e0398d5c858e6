/** @file Who takes part in the side-by-side benchmark, and how each is started. */
import { join } from 'node:path';
import type { PeerWorkload } from './spec.ts';

/** The model as published codes write it, or with the same exact rewriting as the lab's own forms. */
export type Form = 'published' | 'rewritten';

export interface Contestant {
  readonly name: string;
  readonly form: Form;
  readonly command: readonly [program: string, ...words: string[]];
}

export interface Tools {
  /** Python with the packages of requirements.txt; undefined leaves its contestants out. */
  readonly python: string | undefined;
  readonly threads: number;
  /** Whether the lab's own engine `tfjs-node` works here. */
  readonly tfjsNode: boolean;
  /** Whether jax-js is installed beside this file. */
  readonly jaxJs: boolean;
}

const here = import.meta.dirname;

/** Tiny networks are dominated by calls: JAX's users scan over steps and map over seeds. */
const TINY = { scan: 100, seeds: 32 };
/** As many seeds in one graph as suit the lab's engine best. */
const OUR_SEEDS = 4;

/** All that can take part in one workload here. */
export function contestants(name: string, workload: PeerWorkload, tools: Tools): Contestant[] {
  const forms: Form[] = rewritable(workload) ? ['published', 'rewritten'] : ['published'];
  return [
    lab(name, 'onnx-cpu', 'rewritten', tools),
    ...(isTiny(workload) ? [lab(name, 'onnx-cpu', 'rewritten', tools, OUR_SEEDS)] : []),
    ...(tools.tfjsNode ? forms.map((form) => lab(name, 'tfjs-node', form, tools)) : []),
    ...(tools.python
      ? forms.flatMap((form) => pythonPeers(tools.python as string, workload, form, tools))
      : []),
    ...(tools.jaxJs ? [jaxJs(workload, tools)] : []),
  ];
}

/** Whether the lab's form differs from the published one. */
function rewritable({ input }: PeerWorkload): boolean {
  return input === 'tokens' || input === 'concat';
}

const isTiny = ({ input }: PeerWorkload): boolean => input === 'sum';

function lab(workload: string, engine: string, form: Form, { threads }: Tools, seeds = 1): Contestant {
  const order = JSON.stringify({ workload, engine, form, threads, seeds });
  return {
    name: `Grokking Lab ${engine}${seeds > 1 ? `, ${seeds} seeds` : ''}`,
    form,
    command: [process.execPath, join(here, 'peer-lab.ts'), order],
  };
}

function pythonPeers(python: string, workload: PeerWorkload, form: Form, { threads }: Tools): Contestant[] {
  const start = (script: string, more: object): Contestant['command'] => [
    python,
    join(here, script),
    JSON.stringify({ workload, form, threads, ...more }),
  ];
  const torch = ['eager', 'fused', 'compile'].map((mode) => ({
    name: `PyTorch ${mode}`,
    form,
    command: start('peer_torch.py', { mode }),
  }));
  const jax = [{ name: 'JAX jit', form, command: start('peer_jax.py', {}) }];
  const many = {
    name: `JAX jit, scan ${TINY.scan}, vmap ${TINY.seeds}`,
    form,
    command: start('peer_jax.py', TINY),
  };
  return [...torch, ...jax, ...(isTiny(workload) ? [many] : [])];
}

function jaxJs(workload: PeerWorkload, { threads }: Tools): Contestant {
  const order = JSON.stringify({ workload, form: 'published', threads });
  return {
    name: 'jax-js jit (wasm)',
    form: 'published',
    command: [process.execPath, join(here, 'peer-jaxjs.mjs'), order],
  };
}
