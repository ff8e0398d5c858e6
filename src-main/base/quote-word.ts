/** @file A word as a shell takes it, for commands that are shown to be copied. */

/** Double quotes where they are enough, since every shell knows those; single quotes where they would expand. */
export function quoteWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  if (!/["$`\\!%]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
