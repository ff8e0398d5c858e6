/** @file What a page offers for saving. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

export interface SavedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** What the page offers for saving when that is done. */
export async function download(page: Page, act: () => Promise<unknown>): Promise<SavedFile> {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}
