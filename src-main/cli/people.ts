/** @file Numbers as people read them. Nothing here is for machines: see `stringifyPlain` and the exports. */
import { quoteWord } from '../base/quote-word.ts';
import { accuracyText } from '../contract/values/accuracy-text.ts';
import { METRICS, type MetricInfo } from '../contract/values/metric.ts';

const THIN_SPACE = '\u2009';

/** A whole number with thin spaces between thousands: `12 500`. */
export function grouped(value: number): string {
  const [digits = '', fraction] = String(value).split('.');
  const spaced = digits.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** `1 run`, `12 500 runs`. */
export function countOf(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Whole numbers as they are, others with three significant digits, without an exponent where it can be read without: `0.0123`, `412`, `1.5e-9`. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  // Steps are compared with those beside them: 1125 must not become 1130.
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return grouped(value);
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return rounded.toExponential().replace('e+', 'e');
  return grouped(rounded);
}

/** A value of a metric: those that lie between 0 and 1 as accuracies. */
export function metricValue(metric: string, value: number): string {
  const known: Readonly<Record<string, MetricInfo>> = METRICS;
  return known[metric]?.range ? accuracyText(value) : short(value);
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 10) return `${short(Math.max(0, seconds))} s`;
  const total = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** Tags as one types them behind `--add`, those with spaces in quotes. */
export function tagsText(tags: readonly string[]): string {
  return tags.map((tag) => quoteWord(tag)).join(' ');
}

/** A day and time of this place: `2024-05-01 14:03`. */
export function moment(unixMs: number): string {
  const date = new Date(unixMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
