/** @file app://lab/… answers with the files of the built renderer, and with nothing else. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocol } from 'electron';
import { cacheControl, mediaType, pageFile, pageHeaders } from '../contract/wire/page-files.ts';
import { APP_SCHEME, isAppUrl } from './origin.ts';

/** Must happen before the app is ready. Standard: relative addresses and storage work. Secure: no mixed content. */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
}

/** Must happen after the app is ready. @param folder of the built renderer */
export function servePage(folder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET' || !isAppUrl(request.url)) return refused(400);
    const wanted = pageFile(new URL(request.url).pathname);
    if (wanted === null) return refused(400);
    for (const path of [wanted.path, wanted.fallback]) {
      const file = path === null ? null : await read(join(folder, path));
      if (path !== null && file !== null) return new Response(file, { headers: fileHeaders(path) });
    }
    return refused(404);
  });
}

function fileHeaders(path: string): Record<string, string> {
  return { ...pageHeaders([]), 'Content-Type': mediaType(path), 'Cache-Control': cacheControl(path) };
}

/** null for anything that cannot be read as a file: here a page asks, and to it the file is not there. */
async function read(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch {
    return null;
  }
}

function refused(status: number): Response {
  return new Response(null, { status, headers: pageHeaders([]) });
}
