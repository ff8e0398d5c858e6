/** @file Axes of a sweep as a person types them, in a terminal or in a form. */
import type { z } from 'zod';
import { fieldAt, type ConfigField } from './config-fields.ts';
import { parseFieldText, type ConfigChanges } from './change-config.ts';
import { LabError } from './lab-error.ts';
import type { configValue, SweepAxis, SweepSearch } from './sweep-spec.ts';

type SweepValue = z.infer<typeof configValue>;

/** `path=v1,v2`; the values of a field that is itself a list are separated by semicolons. */
export function parseGrid(text: string): SweepAxis {
  const [path, list] = assignment('--grid', text, 'path=v1,v2');
  return { kind: 'grid', path, values: valueList('--grid', path, list) };
}

/** `path=min..max`, with `:log` or `:int` behind, or `path=choice:a,b`. */
export function parseRandom(text: string): SweepAxis {
  const shape = 'path=min..max[:log][:int] or path=choice:a,b';
  const [path, range] = assignment('--random', text, shape);
  if (range.startsWith('choice:')) {
    return { kind: 'choice', path, values: valueList('--random', path, range.slice('choice:'.length)) };
  }
  const { low, high, ...how } = interval('--random', text, range, shape);
  return { kind: 'range', path, min: low, max: high, ...how };
}

/** `path=low..high`, with `:log` or `:int` behind. */
export function parseBisect(text: string): Pick<SweepSearch, 'path' | 'low' | 'high' | 'scale' | 'whole'> {
  const shape = 'path=low..high[:log][:int]';
  const [path, range] = assignment('--bisect', text, shape);
  return { path, ...interval('--bisect', text, range, shape) };
}

/** Texts as the values that their fields hold; text that fits no field stays text, for the schema to refuse. */
export function typedChanges(changes: ConfigChanges): Record<string, SweepValue> {
  const typed = Object.entries(changes).map(([path, value]): [string, SweepValue] => {
    const field = fieldAt(path);
    return [path, (typeof value === 'string' && field ? parseFieldText(field, value) : value) as SweepValue];
  });
  return Object.fromEntries(typed);
}

function assignment(option: string, text: string, shape: string): [path: string, value: string] {
  const at = text.indexOf('=');
  const [path, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || path === '' || value === '') throw malformed(option, shape, text);
  return [path, value];
}

function interval(option: string, text: string, range: string, shape: string) {
  const [bounds = '', ...words] = range.split(':');
  const [low, high, ...more] = bounds.split('..').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const unknown = words.find((word) => word !== 'log' && word !== 'int');
  if (unknown !== undefined || more.length > 0 || !Number.isFinite(low) || !Number.isFinite(high)) {
    throw malformed(option, shape, text);
  }
  const scale: 'linear' | 'log' = words.includes('log') ? 'log' : 'linear';
  return { low: low as number, high: high as number, scale, whole: words.includes('int') };
}

function valueList(option: string, path: string, list: string): SweepValue[] {
  const field = fieldAt(path);
  const values = list.split(isList(field) ? ';' : ',').map((value) => value.trim());
  if (values.includes(''))
    throw new LabError('bad-request', `${option}: ${path} has an empty value in '${list}'.`);
  return values.map((value) => (field ? (parseFieldText(field, value) as SweepValue) : value));
}

function isList(field: ConfigField | undefined): boolean {
  return field?.kinds.some((kind) => kind.type === 'list') ?? false;
}

function malformed(option: string, shape: string, text: string): LabError {
  return new LabError('bad-request', `${option}: expected ${shape}, got '${text}'.`);
}
