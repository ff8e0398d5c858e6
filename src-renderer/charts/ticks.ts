/** @file Where an axis has ticks and what they say. */
import type { AxisRange, AxisScale } from './axis-scale.ts';

export interface Tick {
  /** In axis units. */
  readonly at: number;
  readonly value: number;
  /** '' for a minor tick. */
  readonly label: string;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

export const superscript = (exponent: number): string =>
  [...String(exponent)].map((char) => SUPERSCRIPTS[char] ?? char).join('');

const PREFIXES: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A tick's text: SI prefixes above 1000, powers of ten below 0.001. `digits` are significant ones. */
export function tickLabel(value: number, digits = 4): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const prefix = PREFIXES.find(([factor]) => size >= factor * (1 - 1e-9));
  if (prefix && size < 1e15) return `${plain(value / prefix[0], digits)}${prefix[1]}`;
  if (size >= 1e-3 && size < 1e15) return plain(value, digits);
  const exponent = Math.floor(Math.log10(size) + 1e-9);
  const mantissa = plain(value / 10 ** exponent, digits);
  const power = `10${superscript(exponent)}`;
  return mantissa === '1' ? power : mantissa === '-1' ? `−${power}` : `${mantissa}·${power}`;
}

const plain = (value: number, digits: number): string =>
  String(Number(value.toPrecision(digits))).replace('-', '−');

/** Ticks for the visible part of an axis that is `pixels` long. */
export function axisTicks(scale: AxisScale, range: AxisRange, pixels: number, spacing = 64): Tick[] {
  const wanted = Math.max(2, Math.floor(pixels / spacing));
  if (scale.kind === 'linear') return linearTicks(range, wanted);
  return clearOfZero(logTicks(scale, range, wanted), pixels / (range.to - range.from));
}

/** Pixels that a letter of a label takes, and those between two labels at least. */
const LETTER = 6;
const BETWEEN = 3;

/** Without the labels that the 0 in the gutter would run into: on a narrow axis from 100 on they would read 0100. */
function clearOfZero(ticks: readonly Tick[], pixelsPerUnit: number): Tick[] {
  const zero = ticks.find(({ value }) => value === 0);
  if (!zero) return [...ticks];
  const isOver = ({ at, label }: Tick) =>
    (at - zero.at) * pixelsPerUnit < ((zero.label.length + label.length) / 2) * LETTER + BETWEEN;
  return ticks.map((tick) => (tick !== zero && isOver(tick) ? { ...tick, label: '' } : tick));
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function linearTicks({ from, to }: AxisRange, wanted: number): Tick[] {
  const step = niceStep((to - from) / wanted);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const digits = significantDigits(Math.max(Math.abs(from), Math.abs(to)), step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const value = Number(((first + i) * step).toPrecision(12));
    return { at: value, value, label: tickLabel(value, digits) };
  });
}

export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  return power * (factor <= 1.1 ? 1 : factor <= 2.2 ? 2 : factor <= 5.3 ? 5 : 10);
}

/** So many digits that neighbouring ticks read differently. */
const significantDigits = (largest: number, step: number): number =>
  Math.min(15, Math.max(1, Math.ceil(Math.log10(largest / step) + 1e-9) + 1));

/** Decades labelled as far as there is room, minor ticks between them; a close-up falls back to even values. */
function logTicks(scale: AxisScale, range: AxisRange, wanted: number): Tick[] {
  const ticks: Tick[] = [];
  if (scale.gutter !== null && scale.gutter >= range.from && scale.gutter <= range.to)
    ticks.push({ at: scale.gutter, value: 0, label: '0' });
  // Inside the gutter no value has a place.
  const low = scale.gutter === null ? range.from : Math.max(range.from, scale.lowest);
  const decades = range.to - low;
  if (decades < 0.7) return [...ticks, ...closeUp(low, range.to, wanted)];
  const every = Math.max(1, Math.ceil(decades / wanted));
  const labelled = decades < 1.5 ? [1, 2, 5] : decades < 2.5 && wanted > 5 ? [1, 3] : [1];
  for (let decade = Math.floor(low); decade <= Math.ceil(range.to); decade++) {
    for (let digit = 1; digit <= 9; digit++) {
      const value = digit * 10 ** decade;
      const at = Math.log10(value);
      if (at < low - 1e-9 || at > range.to + 1e-9) continue;
      const named = labelled.includes(digit) && (digit > 1 || decade % every === 0);
      if (!named && (every > 1 || decades > 8) && digit > 1) continue;
      ticks.push({ at, value, label: named ? tickLabel(value, 2) : '' });
    }
  }
  return ticks;
}

/** Less than a decade in view: even values, placed where their logarithm is. */
function closeUp(from: number, to: number, wanted: number): Tick[] {
  return linearTicks({ from: 10 ** from, to: 10 ** to }, wanted)
    .filter((tick) => tick.value > 0)
    .map((tick) => ({ ...tick, at: Math.log10(tick.value) }));
}
