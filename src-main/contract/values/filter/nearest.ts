/** @file Which of the known words somebody may have meant. */

const MOST = 3;

/** Words alike enough to be meant, nearest first; at most three. */
export function nearest(word: string, known: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  const allowed = Math.floor(wanted.length / 3);
  const scored = known.map((name) => ({ name, score: distance(wanted, name.toLowerCase()) }));
  return scored
    .filter(({ score }) => score <= allowed)
    .sort((a, b) => a.score - b.score)
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Edits from the word to the name, or to the last part of a path, since many leave out the rest. A part of the name is
 *  as good as one edit. */
function distance(word: string, name: string): number {
  const tail = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
  const whole = edits(word, name);
  const end = edits(word, tail) + (tail === name ? 0 : 0.5);
  return Math.min(whole, end, name.includes(word) ? 1 : Infinity);
}

/** Levenshtein's distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
