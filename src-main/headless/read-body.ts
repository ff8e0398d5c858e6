/** @file The body of a request as text, up to a limit. */
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

/** Requests are small: the longest is a note of a run. */
export const MOST_BODY_BYTES = 1024 * 1024;
/** A body over the limit is read to its end up to here and thrown away: a sender that is cut off in the middle does
 *  not get to read the refusal. */
const MOST_DISCARDED_BYTES = 16 * MOST_BODY_BYTES;

/** @throws HttpRefusal 413 over the limit, 415 for another type than JSON, 400 when it is not UTF-8 */
export async function readJsonBody(request: IncomingMessage): Promise<string> {
  requireJson(request);
  const bytes = await readBytes(request);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpRefusal(400, 'bad-request', 'The body is not UTF-8.');
  }
}

function requireJson(request: IncomingMessage): void {
  const type = request.headers['content-type'] ?? '';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type) && encoding === 'identity') return;
  throw new HttpRefusal(415, 'bad-request', 'Content-Type must be application/json, not compressed.');
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > MOST_DISCARDED_BYTES) return reject(tooLarge());
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BODY_BYTES) chunks.push(chunk);
      if (size > MOST_DISCARDED_BYTES) reject(tooLarge());
    });
    request.on('end', () => (size > MOST_BODY_BYTES ? reject(tooLarge()) : resolve(Buffer.concat(chunks))));
    request.on('error', reject);
    request.on('close', () => reject(new HttpRefusal(400, 'bad-request', 'The request was broken off.')));
  });
}

function tooLarge(): HttpRefusal {
  const message = `The body is larger than ${MOST_BODY_BYTES} bytes.`;
  return new HttpRefusal(413, 'bad-request', message, { limit: MOST_BODY_BYTES });
}
