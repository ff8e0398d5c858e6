/** @file What the session cookie holds, kept in a file of the user's own: a page that is open when the server ends goes
 *  on by itself when the server is back. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomSecret } from './access.ts';

const SECRET = /^[\w-]{43}$/;

/** The kept secret, or a new one. Where it cannot be kept, pages must be opened anew after a restart, no more. */
export function sessionSecret(file: string): string {
  const kept = read(file);
  if (kept !== undefined) return kept;
  const secret = randomSecret();
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${secret}\n`, { mode: 0o600 });
    // The mode counts only for a file that is made; one that was there keeps its own.
    chmodSync(file, 0o600);
  } catch {
    // See above.
  }
  return secret;
}

function read(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return SECRET.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
