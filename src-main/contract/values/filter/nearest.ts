/** @file Which of the known words somebody may have meant. */

const MOST = 3;

/** Words alike enough to be meant, nearest first; at most three. */
export function nearest(word: string, known: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  const allowed = Math.floor(wanted.length / 3);
  const scored = known.map((name) => ({ name, score: distance(wanted, name) }));
  const alike = scored.filter(({ score }) => score <= allowed).sort((a, b) => a.score - b.score);
  // What is the word itself but for its letters' size leaves no doubt.
  return alike
    .filter(({ score }) => score === 0 || alike[0]?.score !== 0)
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** ' (did you mean a or b?)', or nothing where none of the known words is alike. */
export function meant(word: string, known: readonly string[]): string {
  const alike = nearest(word, known);
  return alike.length === 0 ? '' : ` (did you mean ${alike.join(' or ')}?)`;
}

/** Edits from the word to the name, or to the last part of a path, since many leave out the rest. A part of the name is
 *  as good as one edit, and the first letters of its words are the name itself: `wd`, `lr`. */
function distance(word: string, name: string): number {
  const tail = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
  if (isShortFor(word, name)) return 0;
  const lower = name.toLowerCase();
  const whole = edits(word, lower);
  const end = edits(word, tail.toLowerCase()) + (tail === name ? 0 : 0.5);
  return Math.min(whole, end, lower.includes(word) ? 1 : Infinity);
}

/** Whether the word is made of first letters: `wd` or `optimizer.wd` for `optimizer.weightDecay`. */
function isShortFor(word: string, name: string): boolean {
  const at = word.lastIndexOf('.') + 1;
  const parent = name.slice(0, name.lastIndexOf('.') + 1);
  if (word.length - at < 2 || (at > 0 && word.slice(0, at) !== parent.toLowerCase())) return false;
  return initials(name.slice(parent.length)) === word.slice(at);
}

function initials(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+|(?=[A-Z])/);
  return words
    .map((word) => word[0] ?? '')
    .join('')
    .toLowerCase();
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
