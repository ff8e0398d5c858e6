/** @file What may be written at the cursor of a filter: what stands before says what kind of word, the fields say
 *  which words. */
import type { IToken } from 'chevrotain';
import type { Comparison } from './filter.ts';
import { RUN_FIELDS, runField, type RunField } from './run-fields.ts';
import { And, Close, Comma, Compare, filterLexer, In, NumberWord, Open, Or, Text, Word } from './tokens.ts';

export interface Completion {
  readonly text: string;
  readonly help: string;
}

export interface Completions {
  /** The stretch of the filter that a completion takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly Completion[];
}

/** Values that fields have in this store, such as the tags there are. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

const MOST = 12;
const NOT: Completion = { text: 'not', help: 'the opposite' };
const IN: Completion = { text: 'in', help: 'one of several: in (1, 2)' };
const JOINING: readonly Completion[] = [
  { text: 'and', help: 'both are true' },
  { text: 'or', help: 'one of them is true' },
];

/** @param caret where the cursor stands, in UTF-16 units */
export function completeFilter(text: string, caret: number, known: KnownValues = {}): Completions {
  const { tokens, errors } = filterLexer.tokenize(text.slice(0, caret));
  const last = tokens.at(-1);
  const writing = last !== undefined && endOf(last) === caret && isWord(last);
  const before = writing ? tokens.slice(0, -1) : tokens;
  const from = writing ? last.startOffset : caret;
  const to = caret + (/^[^\s"'()<>=!~:,]*/.exec(text.slice(caret))?.[0].length ?? 0);
  const prefix = text.slice(from, caret).toLowerCase();
  // Inside of quotes, or behind something that means nothing.
  if (errors.length > 0) return { from, to, options: [] };
  return { from, to, options: fitting(nextWords(before, known), prefix) };
}

const endOf = ({ startOffset, image }: IToken) => startOffset + image.length;
const isWord = ({ tokenType }: IToken) =>
  ![Open, Close, Comma, Compare, Text, NumberWord].includes(tokenType);

function fitting(options: readonly Completion[], prefix: string): readonly Completion[] {
  const starting = options.filter(({ text }) => text.toLowerCase().startsWith(prefix));
  const containing = options.filter(
    (option) => !starting.includes(option) && option.text.toLowerCase().includes(prefix),
  );
  const all = [...starting, ...containing].slice(0, MOST);
  // The word that stands there already is no help.
  return all.length === 1 && all[0]?.text.toLowerCase() === prefix ? [] : all;
}

function nextWords(before: readonly IToken[], known: KnownValues): readonly Completion[] {
  const { place, field } = placeBehind(before);
  switch (place) {
    case 'condition':
      return [...FIELDS, NOT];
    case 'test': {
      const alone = field?.type === 'boolean' ? JOINING : [];
      return field ? [...comparisonsOf(field), IN, NOT, ...alone] : [];
    }
    case 'value':
      return field ? valuesOf(field, known) : [];
    case 'end':
      return JOINING;
    case 'list':
      return [];
  }
}

interface Place {
  /** What follows: a condition, the rest of one behind its field, a value, a bracket or comma of a list, or and/or. */
  readonly place: 'condition' | 'test' | 'value' | 'list' | 'end';
  readonly field: RunField | undefined;
  readonly inList: boolean;
}

function placeBehind(before: readonly IToken[]): Place {
  return before.reduce<Place>(moved, START);
}

const START: Place = { place: 'condition', field: undefined, inList: false };

function moved(at: Place, { tokenType, image }: IToken): Place {
  const { place, inList } = at;
  if (tokenType === And || tokenType === Or) return START;
  if (place === 'condition')
    return tokenType === Word ? { ...at, place: 'test', field: runField(image) } : at;
  if (place === 'value') {
    if (tokenType === Open) return { ...at, inList: true };
    return tokenType === In ? at : { ...at, place: inList ? 'list' : 'end' };
  }
  if (tokenType === Compare || tokenType === In || tokenType === Comma) return { ...at, place: 'value' };
  return tokenType === Close ? { ...at, place: 'end', inList: false } : at;
}

const FIELDS: readonly Completion[] = RUN_FIELDS.map(({ name, help }) => ({ text: name, help }));

const MEANINGS: readonly (readonly [Comparison, string])[] = [
  ['=', 'is'],
  ['!=', 'is not'],
  ['<', 'less than'],
  ['<=', 'at most'],
  ['>', 'more than'],
  ['>=', 'at least'],
  ['~', 'contains'],
  ['!~', 'does not contain'],
];

function comparisonsOf({ type }: RunField): Completion[] {
  const ordered = type === 'number' || type === 'time' || type === 'mixed';
  const text = type === 'text' || type === 'tags';
  return MEANINGS.filter(([comparison]) => {
    if (comparison.includes('~')) return text;
    return ordered || comparison === '=' || comparison === '!=';
  }).map(([comparison, help]) => ({ text: comparison, help }));
}

function valuesOf({ name, type, choices }: RunField, known: KnownValues): Completion[] {
  const words = type === 'boolean' ? ['true', 'false'] : [...choices, ...(known[name] ?? [])];
  const values = [...new Set(words)].map((word) => ({ text: quoted(word), help: name }));
  return [...values, { text: 'none', help: `no ${name}` }];
}

/** As it has to be written: in quotes, unless it is one plain word. */
export function quoted(word: string): string {
  const { tokens, errors } = filterLexer.tokenize(word);
  const plain = errors.length === 0 && tokens.length === 1 && tokens[0]?.image === word;
  const type = tokens[0]?.tokenType;
  return plain && (type === Word || type === NumberWord) ? word : JSON.stringify(word);
}
