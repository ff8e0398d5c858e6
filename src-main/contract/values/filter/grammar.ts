/** @file The grammar of the filter language, read into conditions that still hold the words as they were written. */
import {
  EmbeddedActionsParser,
  type IParserErrorMessageProvider,
  type IToken,
  type ParserMethod,
} from 'chevrotain';
import {
  And,
  Close,
  Comma,
  Compare,
  In,
  None,
  Not,
  NumberWord,
  Open,
  Or,
  Text,
  TOKENS,
  Word,
} from './tokens.ts';

/** A filter as it was written: fields and values are not yet known to exist or to fit. */
export type WrittenFilter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly WrittenFilter[] }
  | { readonly kind: 'not'; readonly part: WrittenFilter }
  | {
      readonly kind: 'compare';
      readonly field: IToken;
      readonly comparison: IToken;
      readonly value: IToken;
    }
  | { readonly kind: 'in'; readonly field: IToken; readonly values: readonly IToken[] }
  | { readonly kind: 'flag'; readonly field: IToken };

const got = (token: IToken) => (token.image === '' ? 'the end' : `'${token.image}'`);
const VALUE = "a value (a number, a word, a text in quotes, or 'none')";
const EXPECTED: Readonly<Record<string, string>> = {
  condition: "a condition such as point2 < 20000, 'not' or '('",
  value: VALUE,
  list: VALUE,
};

const expected = (rule: string, [actual]: readonly IToken[]) =>
  `expected ${EXPECTED[rule] ?? rule}, got ${got(actual as IToken)}`;

const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) =>
    `expected ${expected.LABEL ?? expected.name}, got ${got(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) =>
    `expected 'and', 'or' or the end, got ${got(firstRedundant)}`,
  buildNoViableAltMessage: ({ actual, ruleName }) => expected(ruleName, actual),
  buildEarlyExitMessage: ({ actual, ruleName }) => expected(ruleName, actual),
};

type Rule = ParserMethod<[], WrittenFilter>;

class FilterParser extends EmbeddedActionsParser {
  readonly filter: Rule = this.RULE('filter', () => this.SUBRULE(this.any));

  readonly any: Rule = this.RULE('any', () => {
    const parts = [this.SUBRULE(this.all)];
    this.MANY(() => {
      this.CONSUME(Or);
      parts.push(this.SUBRULE2(this.all));
    });
    return joined('or', parts);
  });

  readonly all: Rule = this.RULE('all', () => {
    const parts = [this.SUBRULE(this.condition)];
    this.MANY(() => {
      this.CONSUME(And);
      parts.push(this.SUBRULE2(this.condition));
    });
    return joined('and', parts);
  });

  readonly condition: Rule = this.RULE('condition', () =>
    this.OR([
      {
        ALT: (): WrittenFilter => {
          this.CONSUME(Not);
          return { kind: 'not', part: this.SUBRULE(this.condition) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(Open);
          const inside = this.SUBRULE(this.any);
          this.CONSUME(Close);
          return inside;
        },
      },
      { ALT: () => this.SUBRULE(this.test) },
    ]),
  );

  readonly test: Rule = this.RULE('test', () => {
    const field = this.CONSUME(Word);
    return this.OR([
      {
        ALT: (): WrittenFilter => {
          const comparison = this.CONSUME(Compare);
          return { kind: 'compare', field, comparison, value: this.SUBRULE(this.value) };
        },
      },
      { ALT: (): WrittenFilter => ({ kind: 'in', field, values: this.SUBRULE(this.list) }) },
      {
        ALT: (): WrittenFilter => {
          this.CONSUME(Not);
          return { kind: 'not', part: { kind: 'in', field, values: this.SUBRULE2(this.list) } };
        },
      },
      { ALT: (): WrittenFilter => ({ kind: 'flag', field }) },
    ]);
  });

  readonly list: ParserMethod<[], IToken[]> = this.RULE('list', () => {
    const values: IToken[] = [];
    this.CONSUME(In);
    this.CONSUME(Open);
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => values.push(this.SUBRULE(this.value)) });
    this.CONSUME(Close);
    return values;
  });

  readonly value: ParserMethod<[], IToken> = this.RULE('value', () =>
    this.OR([
      { ALT: () => this.CONSUME(Text) },
      { ALT: () => this.CONSUME(NumberWord) },
      { ALT: () => this.CONSUME(None) },
      { ALT: () => this.CONSUME(Word) },
    ]),
  );

  constructor() {
    super(TOKENS, { errorMessageProvider: messages });
    this.performSelfAnalysis();
  }
}

function joined(kind: 'and' | 'or', parts: readonly WrittenFilter[]): WrittenFilter {
  return parts.length === 1 ? (parts[0] as WrittenFilter) : { kind, parts };
}

let parser: FilterParser | undefined;

/** One parser serves all texts: it keeps nothing between two of them. Made for the first, because that takes a while. */
export const filterParser = (): FilterParser => (parser ??= new FilterParser());
