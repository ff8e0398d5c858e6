/** @file A range as a person types it: `0.1..10`, and behind it, after blanks or colons, what is meant by it. */
import { holdsWhole } from './check-sweep.ts';
import { rounded, takesWholeNumbers } from './expand-sweep.ts';

export interface TypedRange {
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
  readonly whole: boolean;
  /** How many even values it stands for; null: any between its ends. */
  readonly count: number | null;
}

export const MOST_VALUES = 1000;

const RANGE = /^([^\s:]+?)\s*\.\.\s*([^\s:]+)((?:[\s:]+\w+)*)$/;

/** `min..max`, with `log`, `int` and a number of values in any order behind it; undefined for anything else. */
export function readRange(path: string, text: string): TypedRange | undefined {
  const [, low, high, rest = ''] = RANGE.exec(text.trim()) ?? [];
  const [min, max] = [Number(low), Number(high)];
  const words = rest.split(/[\s:]+/).filter(Boolean);
  const has = (word: string) => words.some((one) => one.toLowerCase() === word);
  const counts = words.filter((word) => /^\d+$/.test(word));
  const known = counts.length + Number(has('log')) + Number(has('int'));
  if (!Number.isFinite(min) || !Number.isFinite(max) || counts.length > 1 || known !== words.length)
    return undefined;
  return {
    ...{ min, max, scale: has('log') ? 'log' : 'linear', whole: has('int') || takesWholeNumbers(path) },
    count: counts[0] === undefined ? null : Number(counts[0]),
  };
}

/** What is wrong with a range, as a part of a sentence; undefined where nothing is. */
export function rangeProblem({ min, max, scale, whole, count }: TypedRange): string | undefined {
  if (!(min < max)) return `${max} is not above ${min}`;
  if (scale === 'log' && min <= 0) return `a logarithmic range begins above 0, got ${min}`;
  if (whole && !holdsWhole(min, max)) return `there is no whole number from ${min} to ${max}`;
  if (count !== null && (count < 2 || count > MOST_VALUES))
    return `expected 2 to ${MOST_VALUES} values, got ${count}`;
  return undefined;
}

/** `n` values from min to max, both included; of whole numbers each once. */
export function spaced({ min, max, scale, whole }: TypedRange, n: number): number[] {
  const values = Array.from({ length: n }, (_, i) => {
    const share = i / (n - 1);
    const value = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
    return whole ? Math.round(value) : rounded(value);
  });
  return [...new Set(values)];
}
