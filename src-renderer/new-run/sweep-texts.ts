/** @file What somebody types for the seeds of a sweep, and where a field that varies begins. */
import type { ConfigValue } from '../../src-main/contract/values/change-config.ts';
import { fieldAt } from '../../src-main/contract/values/config-fields.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';

const MOST_SEEDS = 10_000;

/** `5` is seed 5 alone, `1-5` five seeds, `1-3, 7` four. @throws LabError `bad-config` */
export function parseSeeds(text: string): number[] {
  const parts = text.split(/[,;\s]+/).filter(Boolean);
  const seeds = parts.flatMap((part) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (!match || to < from || !Number.isSafeInteger(to) || to - from >= MOST_SEEDS)
      throw wrong(`expected seeds such as 1-5 or 1, 2, 7, got '${part}'`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  if (seeds.length === 0) throw wrong('give at least one seed, such as 1-5');
  return [...new Set(seeds)];
}

/** How the value of a field is written into the list that begins with it. */
export function firstText(path: string, value: ConfigValue | undefined): string {
  const list = fieldAt(path)?.kinds.some((kind) => kind.type === 'list') ?? false;
  if (list) return Array.isArray(value) ? value.join(',') : '';
  return value === undefined ? '' : String(value);
}

function wrong(what: string): LabError {
  return new LabError('bad-config', `seed: ${what}.`, { field: 'seed' });
}
