/** @file A groklab process with its worker, to be killed without warning. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ENTRY = resolve(import.meta.dirname, '../../src-main/cli/main.ts');

export type Victim = 'worker' | 'lab' | 'both';

export interface Living {
  readonly process: ChildProcess;
  /** Fulfilled with the exit code, null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Whether it has ended. */
  readonly isOver: () => boolean;
  /** What it said so far. */
  readonly said: () => string;
}

export function startGroklab(storeFile: string, words: readonly string[]): Living {
  const child = spawn(process.execPath, [ENTRY, ...words], {
    env: { ...process.env, GROKLAB_DB: storeFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let over = false;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => {
      over = true;
      done(code);
    });
  });
  return { process: child, ended, isOver: () => over, said: () => said };
}

/** Kills and waits until neither the lab nor any worker of it is left. @returns who was there to be killed */
export async function kill(living: Living, victim: Victim): Promise<Victim | undefined> {
  const lab = living.process.pid;
  const workers = lab === undefined || living.isOver() ? [] : childrenOf(lab);
  const targets = [...(victim === 'lab' ? [] : workers), ...(victim === 'worker' || !lab ? [] : [lab])];
  if (living.isOver() || targets.length === 0) return undefined;
  for (const target of targets) killIfThere(target);
  await living.ended;
  while (workers.some(isThere)) await pause(10);
  return workers.length === 0 ? 'lab' : victim;
}

/** Process numbers of the children of a process (Linux). */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => parentOf(id) === parent);
}

function parentOf(id: number): number | undefined {
  try {
    // The name in parentheses may hold anything; what follows its last parenthesis is state and parent.
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // it ended in between
  }
}

function killIfThere(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It ended by itself in the same moment.
  }
}

function isThere(id: number): boolean {
  const parent = parentOf(id);
  return parent !== undefined && !isZombie(id);
}

function isZombie(id: number): boolean {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return true;
  }
}
