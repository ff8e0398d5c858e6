/** @file Taking things away: the clipboard and files. */

/** @throws Error when the browser forbids the clipboard */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

/** Offers a file for saving under that name. */
export function saveFile(name: string, content: Blob | string, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; the address is not needed any longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that every file system takes: `quick-start-12 accuracy` becomes `quick-start-12-accuracy`. */
export const fileName = (words: string, extension: string): string =>
  `${words.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/g, '') || 'grokking-lab'}.${extension}`;
