import { expect, it } from 'vitest';
import { LineSplitter } from '../../../src-main/lab/line-splitter.ts';

function split(pieces: readonly string[], longest = Infinity) {
  const lines: string[] = [];
  let tooLong = 0;
  const splitter = new LineSplitter(
    longest,
    (line) => lines.push(line),
    () => tooLong++,
  );
  for (const piece of pieces) splitter.push(piece);
  return { lines, tooLong };
}

it('puts lines together however the stream was cut', () => {
  const text = 'one\n\ntwo\nthree';
  const whole = split([text]).lines;
  expect(whole).toEqual(['one', '', 'two']);
  expect(split([...text]).lines).toEqual(whole);
  for (let at = 0; at <= text.length; at++)
    expect(split([text.slice(0, at), text.slice(at)]).lines).toEqual(whole);
});

it('tells once that a line is too long, and ignores what follows', () => {
  expect(split(['ab\n', 'abcd', 'efg', 'h\nok\n'], 3)).toEqual({ lines: ['ab'], tooLong: 1 });
  expect(split(['abcd\nok\n'], 3)).toEqual({ lines: [], tooLong: 1 });
  expect(split(['abc\nok\n'], 3)).toEqual({ lines: ['abc', 'ok'], tooLong: 0 });
});
