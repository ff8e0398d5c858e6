/** @file Gets what the peers need, once: a Python environment from requirements.txt, and jax-js. Both are extras of the
 *  benchmark; the lab itself needs neither. What cannot be had is said, and its contestants are left out. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
/** Lies outside version control, as node_modules does. */
const ENVIRONMENT = join(here, 'node_modules', '.python');

export function prepareTools(): { python: string | undefined; jaxJs: boolean } {
  return { jaxJs: prepareJaxJs(), python: preparePython() };
}

function prepareJaxJs(): boolean {
  if (existsSync(join(here, 'node_modules', '@jax-js'))) return true;
  return done(
    'npm',
    ['install', '--no-package-lock', '--no-audit', '--no-fund'],
    'jax-js could not be installed',
  );
}

/** @returns the environment's Python. `GROKLAB_PEERS_PYTHON` names one that has the packages already. */
function preparePython(): string | undefined {
  const given = process.env['GROKLAB_PEERS_PYTHON'];
  if (given) return given;
  const python = join(ENVIRONMENT, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python)) return python;
  const made =
    done(
      'python3',
      ['-m', 'venv', ENVIRONMENT],
      'no Python environment could be made (python3 with venv is needed)',
    ) &&
    done(
      python,
      ['-m', 'pip', 'install', '-r', join(here, 'requirements.txt')],
      'pip could not install PyTorch and JAX',
    );
  return made ? python : undefined;
}

function done(program: string, words: readonly string[], complaint: string): boolean {
  const { status } = spawnSync(program, words, { cwd: here, stdio: 'inherit' });
  if (status !== 0) console.error(`${complaint}; its contestants are left out`);
  return status === 0;
}
