/** @file What somebody types to vary a field: a list, an evenly spaced range, or a range to draw from. Seeds likewise. */
import type { ConfigValue } from '../../src-main/contract/values/change-config.ts';
import { acceptedValues, fieldAt } from '../../src-main/contract/values/config-fields.ts';
import { rounded, takesWholeNumbers } from '../../src-main/contract/values/expand-sweep.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { SweepAxis } from '../../src-main/contract/values/sweep-spec.ts';
import { parseGrid } from '../../src-main/contract/values/sweep-text.ts';

/** `0.1..10`, `0.1..10 log`, `0.1..10 log 5`: with a number that many values, without one draws at random. */
const RANGE = /^(\S+?)\s*\.\.\s*(\S+?)(\s+log)?(?:\s+(\d+))?$/i;
const MOST_VALUES = 1000;

/** @throws LabError `bad-config` with one sentence about the path */
export function parseAxis(path: string, text: string): SweepAxis {
  const trimmed = text.trim();
  if (trimmed === '') throw wrong(path, 'give at least one value, such as 1, 3 or 0.1..10 log 5');
  if (!trimmed.includes('..')) return parseList(path, trimmed);
  const match = RANGE.exec(trimmed);
  const [min, max] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || !Number.isFinite(min) || !Number.isFinite(max))
    throw wrong(path, `expected two numbers such as 0.1..10, 0.1..10 log or 0.1..10 log 5, got '${trimmed}'`);
  const scale = match[3] ? 'log' : 'linear';
  if (!(min < max)) throw wrong(path, `${max} is not above ${min}`);
  if (scale === 'log' && min <= 0) throw wrong(path, `a logarithmic range begins above 0, got ${min}`);
  const whole = takesWholeNumbers(path);
  if (match[4] === undefined) return { kind: 'range', path, min, max, scale, whole };
  return { kind: 'grid', path, values: spaced({ min, max, scale, whole }, Number(match[4]), path) };
}

function parseList(path: string, text: string): SweepAxis {
  try {
    const axis = parseGrid(`${path}=${text.replace(/[,;\s]+$/, '')}`);
    if (axis.kind !== 'grid') return axis;
    const field = fieldAt(path);
    const numeric = field?.kinds.every((kind) => kind.type === 'number' || kind.type === 'integer');
    const word = numeric ? axis.values.find((value) => typeof value !== 'number') : undefined;
    if (field && word !== undefined)
      throw new Error(`expected ${acceptedValues(field)}, got '${String(word)}'`);
    return { ...axis, values: axis.values.filter((value, i, all) => all.indexOf(value) === i) };
  } catch (error) {
    // The command's own words begin with its option.
    const message =
      error instanceof Error ? error.message.replace(/^--grid: /, '').replace(`${path}: `, '') : '';
    throw wrong(path, message.replace(/\.$/, ''));
  }
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
  readonly whole: boolean;
}

/** `n` values from min to max, both included; of whole numbers each once. */
function spaced({ min, max, scale, whole }: Range, n: number, path: string): number[] {
  if (n < 2 || n > MOST_VALUES) throw wrong(path, `expected 2 to ${MOST_VALUES} values, got ${n}`);
  const values = Array.from({ length: n }, (_, i) => {
    const share = i / (n - 1);
    const value = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
    return whole ? Math.round(value) : rounded(value);
  });
  return [...new Set(values)];
}

const MOST_SEEDS = 10_000;

/** `5` is seed 5 alone, `1-5` five seeds, `1-3, 7` four. @throws LabError `bad-config` */
export function parseSeeds(text: string): number[] {
  const parts = text.split(/[,;\s]+/).filter(Boolean);
  const seeds = parts.flatMap((part) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (!match || to < from || !Number.isSafeInteger(to) || to - from >= MOST_SEEDS)
      throw wrong('seed', `expected seeds such as 1-5 or 1, 2, 7, got '${part}'`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  if (seeds.length === 0) throw wrong('seed', 'give at least one seed, such as 1-5');
  return [...new Set(seeds)];
}

/** How the value of a field is written into the list that begins with it. */
export function firstText(path: string, value: ConfigValue | undefined): string {
  const list = fieldAt(path)?.kinds.some((kind) => kind.type === 'list') ?? false;
  if (list) return Array.isArray(value) ? value.join(',') : '';
  return value === undefined ? '' : String(value);
}

function wrong(path: string, what: string): LabError {
  return new LabError('bad-config', `${path}: ${what}.`, { field: path });
}
