/** @file TensorBoard event files as TensorFlow writes them, for tests: each record framed with its sums. */
import { maskedCrc32c } from '../../src-main/lab/foreign/crc32c.ts';
import { eventType } from '../../src-main/lab/foreign/event-schema.ts';

export interface EventValue {
  readonly tag: string;
  readonly simple_value?: number;
  readonly tensor?: object;
}

export function framed(content: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(content.length));
  const sum = (bytes: Uint8Array) => {
    const four = Buffer.alloc(4);
    four.writeUInt32LE(maskedCrc32c(bytes));
    return four;
  };
  return Buffer.concat([length, sum(length), content, sum(content)]);
}

/** The record of an event with values. @param time Unix time in seconds */
export function anEvent(step: number, value: readonly EventValue[], time = 1_700_000_000 + step): Buffer {
  const message = eventType.fromObject({ wall_time: time, step, summary: { value } });
  return framed(eventType.encode(message).finish());
}

/** The record that every file begins with. */
export const fileVersion = (): Buffer => framed(Buffer.from('\x1a\x0dbrain.Event:2', 'latin1'));
