/** @file The lines of a foreign text file, one at a time and none longer than memory bears. */
import { createReadStream } from 'node:fs';
import { badForeign, LONGEST_RECORD } from './foreign-run.ts';

/**
 * The lines without their ends; whoever stops reading closes the file.
 * @throws LabError `bad-request` for a line of more than LONGEST_RECORD characters
 */
export async function* textLines(file: string): AsyncGenerator<string, undefined> {
  let parts: string[] = [];
  let length = 0;
  let number = 1;
  for await (const piece of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const lines = piece.split('\n');
    for (const [i, part] of lines.entries()) {
      parts.push(part);
      length += part.length;
      if (length > LONGEST_RECORD) throw tooLong(file, number);
      if (i === lines.length - 1) break;
      yield parts.join('').replace(/\r$/, '');
      [parts, length] = [[], 0];
      number++;
    }
  }
  if (length > 0) yield parts.join('');
}

function tooLong(file: string, number: number) {
  const what = `it has more than ${LONGEST_RECORD} characters`;
  return badForeign(file, `line ${number}`, what, 'leave out what is no number, such as pictures and tables');
}
