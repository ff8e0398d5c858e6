/** @file TensorBoard event files: records of a length, the sum of the length, an event, and its sum. Only scalars are taken,
 *  whether written as plain values or as tensors of one number. */
import { createReadStream } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { shortestOfFloat32 } from '../../base/shortest-float.ts';
import { maskedCrc32c } from './crc32c.ts';
import { decodeEvent, scalarOf, type EventMessage } from './event-schema.ts';
import { badForeign, MOST_STEP, type ForeignRun, type ForeignSeries } from './foreign-run.ts';

const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;
const COPY = 'copy it again';

/**
 * One run out of its event files, oldest first. A step that comes again, after a restart, replaces what was
 * there from that step on of the same tag.
 * @throws LabError `bad-request` naming file, byte and remedy
 */
export async function readEvents(files: readonly string[]): Promise<ForeignRun> {
  const tags = new Map<string, ForeignSeries>();
  const times = new Map<number, number>();
  for (const file of files) {
    for await (const { at, bytes } of recordsOf(file)) take(file, at, eventOf(file, at, bytes), tags, times);
  }
  const [first] = files as [string];
  const folder = basename(dirname(resolve(first)));
  return {
    file: files.length > 1 ? `${first} and ${files.length - 1} more` : first,
    files,
    format: 'tensorboard',
    name: folder,
    series: tags,
    others: [],
    times,
  };
}

function eventOf(file: string, at: number, bytes: Uint8Array): EventMessage {
  try {
    return decodeEvent(bytes);
  } catch {
    throw badForeign(file, `byte ${at}`, 'the record holds no event', 'choose a TensorBoard event file');
  }
}

function take(
  file: string,
  at: number,
  { step, wall_time: time, summary }: EventMessage,
  tags: Map<string, ForeignSeries>,
  times: Map<number, number>,
): void {
  for (const { tag = '', simple_value: simple, tensor } of summary?.value ?? []) {
    const value = simple === undefined ? tensor && numberIn(tensor) : shortestOfFloat32(simple);
    if (value === undefined) continue;
    const here = step ?? 0;
    if (!(here >= 0 && here <= MOST_STEP)) {
      throw badForeign(file, `byte ${at}`, `'${tag}' has step ${here}`, 'steps are whole numbers from 0');
    }
    const series = tags.get(tag) ?? { step: [], value: [] };
    tags.set(tag, series);
    while (series.step.length > 0 && (series.step.at(-1) as number) >= here) {
      series.step.pop();
      series.value.pop();
    }
    series.step.push(here);
    series.value.push(value);
    if (time !== undefined) times.set(here, time);
  }
}

/** TensorFlow's number for the type of single precision, in which TensorBoard keeps what was logged. */
const FLOAT = 1;

/** What was logged as 0.9 is to be 0.9 again, and reach a threshold of 0.9. */
function numberIn(tensor: Parameters<typeof scalarOf>[0]): number | undefined {
  const value = scalarOf(tensor);
  return value !== undefined && tensor.dtype === FLOAT ? shortestOfFloat32(value) : value;
}

interface EventRecord {
  /** Of its first byte in the file. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Pieces of the file are put together once a whole record is there, so that a large one is not copied piece by piece. */
async function* recordsOf(file: string): AsyncGenerator<EventRecord> {
  let pieces: Buffer[] = [];
  let length = 0;
  let wanted = HEADER_BYTES;
  let at = 0;
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length < wanted) continue;
    let rest: Buffer = Buffer.concat(pieces);
    for (;;) {
      const size = sizeOf(file, at, rest);
      wanted = size ?? HEADER_BYTES;
      if (size === undefined || rest.length < size) break;
      yield { at, bytes: contentOf(file, at, rest.subarray(0, size)) };
      rest = rest.subarray(size);
      at += size;
    }
    [pieces, length] = [[rest], rest.length];
  }
  if (length > 0) throw cutShort(file, at, length);
}

function cutShort(file: string, at: number, length: number) {
  const keep =
    at === 0 ? 'choose a TensorBoard event file' : `${COPY}, or keep what is whole: head -c ${at} FILE`;
  return badForeign(file, `byte ${at}`, `the last record is cut short after ${length} bytes`, keep);
}

/** Bytes of the record at the front, its frame included; undefined while its length is not there yet. */
function sizeOf(file: string, at: number, rest: Buffer): number | undefined {
  if (rest.length < HEADER_BYTES) return undefined;
  if (rest.readUInt32LE(8) !== maskedCrc32c(rest.subarray(0, 8))) {
    const remedy = at === 0 ? 'choose a TensorBoard event file' : COPY;
    throw badForeign(file, `byte ${at}`, 'the length of the record does not match its checksum', remedy);
  }
  const length = rest.readBigUInt64LE(0);
  if (length > BigInt(1 << 30)) {
    throw badForeign(file, `byte ${at}`, `the record says that it has ${length} bytes`, COPY);
  }
  return HEADER_BYTES + Number(length) + FOOTER_BYTES;
}

function contentOf(file: string, at: number, record: Buffer): Uint8Array {
  const content = record.subarray(HEADER_BYTES, record.length - FOOTER_BYTES);
  if (record.readUInt32LE(record.length - FOOTER_BYTES) === maskedCrc32c(content)) return content;
  throw badForeign(file, `byte ${at}`, 'the record does not match its checksum', COPY);
}
