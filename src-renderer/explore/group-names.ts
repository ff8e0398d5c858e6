/** @file Groups of runs in words and strokes, the same in every figure and table of the page. */
import { fieldAt } from '../../src-main/contract/values/config-fields.ts';
import type { GrokGroup, GrokTimes, GroupValue } from '../../src-main/contract/wire/grok-times.ts';
import { COLOURS, DASHES, strokeOf, type Stroke } from '../charts/strokes.ts';
import { settingName } from '../runs/run-settings.ts';
import { significant } from '../ui/format.ts';

/** 'weight decay λ': for an axis, where there is room. */
export function pathTitle(path: string): string {
  const field = fieldAt(path);
  if (!field) return path;
  return field.symbol ? `${field.label} ${field.symbol}` : field.label;
}

/** 'weight decay λ (optimizer.weightDecay)': for a list to choose from. */
export function pathChoice(path: string): string {
  const title = pathTitle(path);
  return title === path ? path : `${title} (${path})`;
}

export function valueText(value: GroupValue): string {
  if (value === null) return 'none';
  if (typeof value !== 'number') return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return significant(value);
  return String(Number(value.toPrecision(6))).replace('-', '−');
}

export const NOT_KNOWN = 'not known';

/** Whether nobody knows the group's value of the setting with that index. */
export const isNotKnown = ({ unknown, values }: GrokGroup, index: number): boolean =>
  unknown && (values[index] ?? NOT_KNOWN) === NOT_KNOWN;

/** The same with a word where a setting of runs of other programs is not known, so that they stand apart from those that
 *  have no such setting. */
export function withUnknownNamed(times: GrokTimes): GrokTimes {
  const named = ({ values }: GrokGroup) => values.map((value) => value ?? NOT_KNOWN);
  const groups = times.groups.map((group) => (group.unknown ? { ...group, values: named(group) } : group));
  return { ...times, groups };
}

/** 'λ = 0.3, p = 97'; 'all runs' where nothing tells groups apart. */
export function groupLabel(by: readonly string[], values: readonly GroupValue[]): string {
  if (by.length === 0) return 'all runs';
  return by.map((path, i) => `${settingName(path)} = ${valueText(values[i] ?? null)}`).join(', ');
}

/** The different values of the setting with that index, in the order of the groups: numbers by size. */
export function valuesOf({ groups }: Pick<GrokTimes, 'groups'>, index: number): GroupValue[] {
  const values = [...new Set(groups.map((group) => group.values[index] ?? null))];
  const rank = (value: GroupValue) => (typeof value === 'number' ? 0 : value === null ? 2 : 1);
  return values.sort((a, b) =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : rank(a) - rank(b) || (String(a) < String(b) ? -1 : 1),
  );
}

/** A stroke per group. With two settings the second has the colour and the first the dash. */
export function groupStrokes(times: Pick<GrokTimes, 'by' | 'groups'>): Stroke[] {
  if (times.by.length < 2) return times.groups.map((_, i) => strokeOf(i));
  const [first, second] = [valuesOf(times, 0), valuesOf(times, 1)];
  return times.groups.map(({ values: [a = null, b = null] }) => ({
    colour: second.indexOf(b) % COLOURS,
    dash: first.indexOf(a) % DASHES.length,
  }));
}
