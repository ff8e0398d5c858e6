/** @file From the text of a filter to its meaning. */
import type { IToken } from 'chevrotain';
import { EVERY_RUN, type Comparison, type Filter, type FilterValue } from './filter.ts';
import { filterError } from './filter-error.ts';
import { filterParser, type WrittenFilter } from './grammar.ts';
import { nearest } from './nearest.ts';
import { readValue } from './read-value.ts';
import { RUN_FIELDS, runField, type RunField, type RunFieldType } from './run-fields.ts';
import { filterLexer } from './tokens.ts';

/**
 * Reads a filter such as `optimizer.weightDecay >= 0.1 and point2 < 20000 and tag:paper`. '' is every run.
 * @throws LabError `bad-request` that says at which character and what is accepted there; `details` holds `at` and
 * `length` of the stretch that is wrong
 */
export function parseFilter(text: string): Filter {
  if (text.trim() === '') return EVERY_RUN;
  return checked(text, written(text));
}

function written(text: string): WrittenFilter {
  const { tokens, errors } = filterLexer.tokenize(text);
  const [strange] = errors;
  if (strange) throw strangeCharacter(text, strange.offset, strange.length);
  const parser = filterParser();
  parser.input = tokens;
  const filter = parser.filter();
  const [error] = parser.errors;
  if (!error) return filter;
  const { token } = error;
  const slip = tokens[tokens.indexOf(token) - 1];
  if (slip && slip.startOffset + slip.image.length === token.startOffset) {
    refuseSlip(text, slip.startOffset, slip.image + token.image);
  }
  // The end has no place of its own: the mark stands behind the last word.
  const place = token.image === '' ? { at: text.trimEnd().length, length: 0 } : stretchOf(token);
  throw filterError(text, place, error.message);
}

/** What other languages write, and what it is here. */
const SLIPS: Readonly<Record<string, string>> = {
  ...{ '=>': '>=', '=<': '<=', '<>': '!=', '===': '=', '!==': '!=', '=~': '~', '&&': 'and', '||': 'or' },
};

/** @throws LabError that names what is meant, if it is known */
function refuseSlip(text: string, at: number, written: string): void {
  const meant = SLIPS[written];
  if (meant === undefined) return;
  throw filterError(text, { at, length: written.length }, `'${written}' has no meaning here; write ${meant}`);
}

function strangeCharacter(text: string, at: number, length: number) {
  refuseSlip(text, at, text.slice(at, at + 2));
  const character = text[at] ?? '';
  const quoted = character === '"' || character === "'";
  const problem = quoted
    ? `the text that begins here has no closing ${character}`
    : `'${text.slice(at, at + length)}' has no meaning here; write texts with such characters in quotes`;
  return filterError(text, { at, length: quoted ? text.length - at : length }, problem);
}

export function stretchOf(token: IToken): { at: number; length: number } {
  return { at: token.startOffset, length: token.image.length };
}

function checked(text: string, filter: WrittenFilter): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, parts: filter.parts.map((part) => checked(text, part)) };
    case 'not':
      return { kind: 'not', part: checked(text, filter.part) };
    case 'in': {
      const field = knownField(text, filter.field);
      return { kind: 'in', field, values: filter.values.map((token) => readValue(text, field, '=', token)) };
    }
    case 'flag':
      return flag(text, filter.field);
    case 'compare': {
      const field = knownField(text, filter.field);
      const comparison = COMPARISON_OF[filter.comparison.image] as Comparison;
      refuseSenseless(text, field, comparison, filter.comparison);
      const value = readValue(text, field, comparison, filter.value);
      refuseOrderOfNothing(text, comparison, value, filter.value);
      return { kind: 'compare', field, comparison, value };
    }
  }
}

const COMPARISON_OF: Readonly<Record<string, Comparison>> = {
  ...{ '=': '=', '==': '=', ':': '=', '!=': '!=', '~': '~', '!~': '!~' },
  ...{ '<': '<', '<=': '<=', '>': '>', '>=': '>=' },
};

/** `pinned` alone is `pinned = true`. */
function flag(text: string, token: IToken): Filter {
  const field = knownField(text, token);
  if (field.type === 'boolean') return { kind: 'compare', field, comparison: '=', value: true };
  const end = token.startOffset + token.image.length;
  throw filterError(
    text,
    { at: end, length: 0 },
    `expected a comparison after ${field.name}, such as = or <`,
  );
}

function knownField(text: string, token: IToken): RunField {
  const field = runField(token.image);
  if (field) return field;
  const alike = nearest(
    token.image.replace(/^config\./, ''),
    RUN_FIELDS.map(({ name }) => name),
  );
  const advice =
    alike.length > 0
      ? `did you mean ${alike.join(' or ')}`
      : 'known are columns such as name, status and point2, metrics such as val/accuracy, and settings such as optimizer.weightDecay';
  throw filterError(text, stretchOf(token), `there is no field '${token.image}'; ${advice}`);
}

const ORDERED: ReadonlySet<Comparison> = new Set(['<', '<=', '>', '>=']);
const WITH_ORDER: ReadonlySet<RunFieldType> = new Set(['number', 'time', 'mixed']);
const WITH_PARTS: ReadonlySet<RunFieldType> = new Set(['text', 'tags']);

function refuseSenseless(text: string, field: RunField, comparison: Comparison, token: IToken): void {
  const refuse = (what: string, instead: string) =>
    filterError(
      text,
      stretchOf(token),
      `${field.name} ${what}, so ${comparison} does not apply; use ${instead}`,
    );
  const contains = comparison === '~' || comparison === '!~';
  if (contains && !WITH_PARTS.has(field.type)) throw refuse('is no text', '= or !=');
  if (ORDERED.has(comparison) && !WITH_ORDER.has(field.type)) throw refuse('has no order', '=, != or ~');
}

function refuseOrderOfNothing(text: string, comparison: Comparison, value: FilterValue, token: IToken): void {
  if (value !== null || comparison === '=' || comparison === '!=') return;
  throw filterError(text, stretchOf(token), `none goes with = and != alone, not with ${comparison}`);
}
