/** @file Axes of a sweep as a person types them, in a terminal and in a form alike. */
import type { z } from 'zod';
import { parseFieldText, type ConfigChanges } from './change-config.ts';
import { acceptedValues, fieldAt, type ConfigField } from './config-fields.ts';
import { LabError } from './lab-error.ts';
import type { configValue, SweepAxis, SweepSearch } from './sweep-spec.ts';
import { rangeProblem, readRange, spaced, type TypedRange } from './typed-range.ts';

type SweepValue = z.infer<typeof configValue>;

const CHOICE = 'choice:';
const EXAMPLE = '0.1..10 log 5';

/**
 * What varies at a path: `0.3, 1, 3` the values of a list, `0.1..10 log 5` so many even ones, `0.1..10 log` any of a range,
 * `choice:a,b` one of a list. Colons may stand for the blanks; `int` asks for whole numbers.
 * @throws LabError `bad-config` with one sentence that begins with the path
 */
export function parseAxis(path: string, text: string): SweepAxis {
  const trimmed = text.trim();
  if (trimmed === '') throw wrong(path, `give at least one value, such as 1, 3 or ${EXAMPLE}`);
  if (trimmed.startsWith(CHOICE))
    return { kind: 'choice', path, values: listed(path, trimmed.slice(CHOICE.length)) };
  if (!trimmed.includes('..')) return { kind: 'grid', path, values: listed(path, trimmed) };
  const { min, max, scale, whole, count } = rangeAt(path, trimmed);
  if (count === null) return { kind: 'range', path, min, max, scale, whole };
  return { kind: 'grid', path, values: spaced({ min, max, scale, whole, count }, count) };
}

/** `path=v1,v2` or `path=min..max:n`; the values of a field that is itself a list are separated by semicolons. */
export function parseGrid(text: string): SweepAxis {
  const [path, values] = assignment('--grid', text, 'path=v1,v2');
  const axis = within('--grid', () => parseAxis(path, values));
  if (axis.kind === 'grid') return axis;
  const message = `--grid: ${path}: say how many values, such as ${path}=0.1..10:log:5, or list them; --random draws some.`;
  throw new LabError('bad-request', message);
}

/** `path=min..max`, with `:log` or `:int` behind, or `path=choice:a,b`. */
export function parseRandom(text: string): SweepAxis {
  const shape = 'path=min..max[:log][:int] or path=choice:a,b';
  const [path, range] = assignment('--random', text, shape);
  if (!range.startsWith(CHOICE)) refuseOther('--random', text, readRange(path, range), shape);
  return within('--random', () => parseAxis(path, range));
}

/** `path=low..high`, with `:log` or `:int` behind. */
export function parseBisect(text: string): Pick<SweepSearch, 'path' | 'low' | 'high' | 'scale' | 'whole'> {
  const shape = 'path=low..high[:log][:int]';
  const [path, range] = assignment('--bisect', text, shape);
  refuseOther('--bisect', text, readRange(path, range), shape);
  const { min, max, scale, whole } = within('--bisect', () => rangeAt(path, range));
  return { path, low: min, high: max, scale, whole };
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

function rangeAt(path: string, text: string): TypedRange {
  const range = readRange(path, text);
  const numbers = `expected two numbers such as 0.1..10, 0.1..10 log or ${EXAMPLE}, got '${text}'`;
  const problem = range ? rangeProblem(range) : numbers;
  if (range && problem === undefined) return range;
  throw wrong(path, problem ?? numbers);
}

/** Of a range to draw from or to halve no number of values is wanted. */
function refuseOther(option: string, text: string, range: TypedRange | undefined, shape: string): void {
  if (range?.count !== null) throw malformed(option, shape, text);
}

/** Each value once; separators at the end are those of a list that is still being typed. */
function listed(path: string, text: string): SweepValue[] {
  const field = fieldAt(path);
  const list = text.replace(/[,;\s]+$/, '');
  const texts = list.split(isList(field) ? ';' : ',').map((value) => value.trim());
  if (texts.includes('')) throw wrong(path, `has an empty value in '${list}'`);
  const values = texts.map((value) => (field ? (parseFieldText(field, value) as SweepValue) : value));
  const numeric = field?.kinds.every(({ type }) => type === 'number' || type === 'integer');
  const word = numeric ? values.find((value) => typeof value !== 'number') : undefined;
  if (field && word !== undefined)
    throw wrong(path, `expected ${acceptedValues(field)}, got '${String(word)}'`);
  return values.filter((value, i) => values.indexOf(value) === i);
}

function isList(field: ConfigField | undefined): boolean {
  return field?.kinds.some((kind) => kind.type === 'list') ?? false;
}

/** The same complaint, with the option in front. */
function within<T>(option: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new LabError(error.code, `${option}: ${error.message}`, error.details, error);
  }
}

function wrong(path: string, what: string): LabError {
  return new LabError('bad-config', `${path}: ${what}.`, { field: path });
}

function malformed(option: string, shape: string, text: string): LabError {
  return new LabError('bad-request', `${option}: expected ${shape}, got '${text}'.`);
}
