/** @file The words of the filter language. */
import { createToken, Lexer, type TokenType } from 'chevrotain';

// Sets of what may not stand, since letters are those of every language.
/** A field, or a text that needs no quotes: `quick-start`, `x^2+y^2`, `2024-05-01`. */
export const Word = createToken({
  name: 'Word',
  label: 'a word',
  pattern: /[^\s"'()<>=!~:,%&|;{}[\]\\$@#?`+*^/.-][^\s"'()<>=!~:,%&|;{}[\]\\]*/,
  line_breaks: false,
});
export const Text = createToken({
  name: 'Text',
  label: 'a text in quotes',
  pattern: /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/,
  line_breaks: true,
});
export const NumberWord = createToken({
  name: 'NumberWord',
  label: 'a number',
  // Not the beginning of a word, such as 2024-05-01.
  pattern:
    /[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity)(?![^\s"'()<>=!~:,%&|;{}[\]\\])/,
  line_breaks: false,
});

const keyword = (name: string, pattern: RegExp) =>
  createToken({ name, pattern, longer_alt: Word, label: `'${name}'` });
export const And = keyword('and', /and/i);
export const Or = keyword('or', /or/i);
export const Not = keyword('not', /not/i);
export const In = keyword('in', /in/i);
export const None = keyword('none', /none/i);

export const Open = createToken({ name: 'Open', pattern: '(', label: "'('" });
export const Close = createToken({ name: 'Close', pattern: ')', label: "')'" });
export const Comma = createToken({ name: 'Comma', pattern: ',', label: "','" });
/** `tag:paper` is `tag = paper`; so are `==` and `=`. */
export const Compare = createToken({
  name: 'Compare',
  label: 'a comparison',
  pattern: /<=|>=|!=|!~|==|[=<>~:]/,
});
const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });

export const TOKENS: TokenType[] = [
  Space,
  ...[Open, Close, Comma, Compare, Text, NumberWord],
  ...[And, Or, Not, In, None, Word],
];

export const filterLexer = new Lexer(TOKENS, { positionTracking: 'onlyOffset' });
