/** @file A word as a shell takes it, for commands that are shown to be copied. */

/** @param platform whose shells it is for, as `process.platform` has it */
export function quoteWord(word: string, platform: string = process.platform): string {
  return platform === 'win32' ? forWindows(word) : forPosix(word);
}

/** Double quotes where they are enough, since every shell knows those; single quotes where they would expand. */
function forPosix(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  if (!/["$`\\!%]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Double quotes mean the same to cmd.exe and PowerShell, single ones are part of the word to the first; where double ones
 *  would expand or end in one of them, PowerShell is the one that can be told. A comma makes two words in it. */
function forWindows(word: string): string {
  if (/^[A-Za-z0-9_+=:.\\/-]+$/.test(word)) return word;
  // Backslashes in front of a quote would take it into the word.
  if (!/["$`%]/.test(word)) return `"${word.replace(/\\+$/, '$&$&')}"`;
  return `'${word.replaceAll("'", "''")}'`;
}
