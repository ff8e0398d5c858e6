/** @file Numbers, durations and times as people read them. Copies and exports keep full precision; these do not. */
import { accuracyText } from '../../src-main/contract/values/accuracy-text.ts';
import { superscript } from '../charts/ticks.ts';

/** Thin and unbreakable. */
export const THIN_SPACE = '\u202f';

/** A whole number with its thousands apart: 4 250. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const sign = value < 0 ? '−' : '';
  return sign + String(Math.round(Math.abs(value))).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

const nonFinite = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞');

/** Significant digits, as a power of ten where the zeros would be more than three. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
    return `${mantissa.replace('-', '−')}·10${superscript(Number(exponent))}`;
  }
  if (size >= 10 ** digits) return count(value);
  return value.toPrecision(digits).replace('-', '−');
}

/** A value of a metric: one that has a range, as accuracies have, is never rounded to its ends. */
export const metricText = (
  value: number,
  { range }: { range?: readonly number[] | undefined },
  digits = 3,
): string => (range ? accuracyText(value, digits) : significant(value, digits));

/** 0.8 s, 45 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;

/** 'just now', '5 min ago', '3 d ago'. */
export function ago(time: number, now: number): string {
  const seconds = (now - time) / 1000;
  if (seconds < 45) return 'just now';
  if (seconds < 45 * 60) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 22 * 3600) return `${Math.max(1, Math.round(seconds / 3600))} h ago`;
  return `${Math.max(1, Math.round(seconds / 86_400))} d ago`;
}

/** 2026-11-23 14:05, in local time. */
export function timestamp(time: number): string {
  const date = new Date(time);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${units[unit]}`;
}

/** A config value: numbers in full, lists with commas. */
export function settingText(value: unknown): string {
  if (value === undefined) return '–';
  if (Array.isArray(value)) return value.join(', ');
  return String(value);
}

/** 'one run', '3 runs'. */
export const runsInWords = (n: number): string => (n === 1 ? 'one run' : `${count(n)} runs`);
