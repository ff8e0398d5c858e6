import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from '../../../../src-main/store/export/csv.ts';

/** A reader of RFC 4180, to judge the writer by. */
function readLine(line: string): string[] {
  const cells = `,${line.replace(/\n$/, '')}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/gs);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

describe('a CSV cell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('is no formula: %j', (text) => {
    expect(readLine(csvCell(text))[0]).toBe(`'${text}`);
  });

  it('leaves a number alone, negative ones too', () => {
    expect([-1.5, 1e21, -0, NaN, Infinity, -Infinity].map(csvCell)).toEqual([
      ...['-1.5', '1e+21', '-0', 'NaN', 'Infinity', '-Infinity'],
    ]);
  });

  it('is empty for what is not there, a word for a truth value', () => {
    expect(csvLine([null, true, false, ''])).toBe(',true,false,\n');
  });

  it('reads back as the text it was, but for the mark before a formula', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r', '=', ' ', "'") });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (cells) => {
        const expected = cells.map((cell) => (/^[=\r]/.test(cell) ? `'${cell}` : cell));
        expect(readLine(csvLine(cells))).toEqual(expected);
      }),
    );
  });
});
