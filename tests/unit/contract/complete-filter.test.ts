import { describe, expect, it } from 'vitest';
import { completeFilter } from '../../../src-main/contract/values/filter/complete-filter.ts';
import { parseFilter } from '../../../src-main/contract/values/filter/parse-filter.ts';

/** The words offered at the bar in the text. */
function offered(marked: string, known = {}): string[] {
  const caret = marked.indexOf('|');
  return completeFilter(marked.replace('|', ''), caret, known).options.map(({ text }) => text);
}

describe('completing a filter', () => {
  it.each([
    ['|', ['name', 'status', 'tag']],
    ['seed in (1 |', []],
    ['sta|', ['status']],
    ['config.|', []],
    ['learningR|', ['optimizer.learningRate', 'effective/learningRate']],
    ['status |', ['=', '!=', '~', 'in', 'not']],
    ['pinned |', ['=', 'and', 'or']],
    ['seed in (1, 2) |', ['and', 'or']],
    ['point2 |', ['<', '>=', 'in']],
    ['status = |', ['finished', 'running', 'none']],
    ['status in (finished, f|', ['finished', 'failed']],
    ['optimizer.kind = |', ['adam', 'sgd']],
    ['task.operation = x^|', ['"x^2+y^2"', 'x^2+y^2']],
    ['seed = 1 |', ['and', 'or']],
    ['seed = 1 and poi|', ['point1', 'point2']],
    ['pinned = |', ['true', 'false']],
    ['tag:|', ['paper', '"night shift"']],
    ['name ~ "abc|', []],
  ])('at %s', (marked, words) => {
    const found = offered(marked, { tag: ['paper', 'night shift'] });
    if (words.length === 0) expect(found).toEqual([]);
    else
      expect(
        words.some((word) => found.includes(word)),
        found.join(' '),
      ).toBe(true);
    if (!marked.includes('x^')) expect(found).toEqual(expect.arrayContaining(words));
  });

  it('takes the place of the word at the cursor, and what comes of it can be read', () => {
    const { from, to, options } = completeFilter('seed = 1 and stats = failed', 16);
    expect([from, to]).toEqual([13, 18]);
    const text = `seed = 1 and ${options[0]?.text} = failed`;
    expect(text).toBe('seed = 1 and status = failed');
    expect(() => parseFilter(text)).not.toThrow();
  });

  it('offers nothing for a word that is complete', () => {
    expect(offered('status = finished|')).toEqual([]);
  });
});
