/** @file What a value in a filter means to the field it is compared with. */
import type { IToken } from 'chevrotain';
import type { Comparison, FilterValue } from './filter.ts';
import { filterError } from './filter-error.ts';
import { nearest } from './nearest.ts';
import type { RunField } from './run-fields.ts';
import { None, NumberWord, Text } from './tokens.ts';

const NUMBERS: Readonly<Record<string, number>> = {
  ...{ NaN: NaN, Infinity: Infinity, '+Infinity': Infinity, '-Infinity': -Infinity },
};

/** @throws LabError `bad-request` at the value, saying what the field holds */
export function readValue(text: string, field: RunField, comparison: Comparison, token: IToken): FilterValue {
  const word = plainText(token);
  // An empty text is the same as none.
  if (token.tokenType === None || word === '') return null;
  const wrong = (accepted: string) =>
    filterError(
      text,
      { at: token.startOffset, length: token.image.length },
      `${field.name} holds ${accepted}, got '${word}'${noneMeant(word, field, comparison)}`,
    );
  switch (field.type) {
    case 'number': {
      const number = numberOf(token);
      if (number === undefined) throw wrong('numbers');
      return number;
    }
    case 'boolean':
      if (word === 'true' || word === 'false') return word === 'true';
      throw wrong('true or false');
    case 'time': {
      const time = numberOf(token) ?? timeOf(word);
      if (Number.isNaN(time)) throw wrong('dates such as 2024-05-01 or "2024-05-01 14:03"');
      return time;
    }
    case 'tags':
      return word;
    case 'mixed': {
      const number = numberOf(token);
      if (number !== undefined) return number;
      return knownWord(word, field, comparison, (accepted) => wrong(`numbers, or ${accepted}`));
    }
    case 'text':
      return knownWord(word, field, comparison, wrong);
  }
}

/** Words of other languages for `none`. */
const NOTHING = /^(null|nil|undefined|na|missing|empty)$/i;

function noneMeant(word: string, { name }: RunField, comparison: Comparison): string {
  if (!NOTHING.test(word) || (comparison !== '=' && comparison !== '!=')) return '';
  return `; for what is not there write ${name} ${comparison} none`;
}

/** The word itself, unless the field is known to hold others alone. */
function knownWord(
  word: string,
  { choices }: RunField,
  comparison: Comparison,
  wrong: (accepted: string) => Error,
): string {
  if (choices.length === 0 || (comparison !== '=' && comparison !== '!=') || choices.includes(word))
    return word;
  const [meant] = nearest(word, choices);
  throw wrong(`one of ${choices.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`);
}

function numberOf(token: IToken): number | undefined {
  if (token.tokenType === Text) return undefined;
  return NUMBERS[token.image] ?? (token.tokenType === NumberWord ? Number(token.image) : undefined);
}

/** A day begins at midnight of this place. */
function timeOf(word: string): number {
  const iso = word.trim().replace(' ', 'T');
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T00:00` : iso).getTime();
}

/** Without its quotes; a backslash stands for the character behind it. */
function plainText({ tokenType, image }: IToken): string {
  return tokenType === Text ? image.slice(1, -1).replace(/\\([^])/g, '$1') : image;
}
