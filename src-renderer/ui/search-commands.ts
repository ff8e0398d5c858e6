/** @file Finds actions by a few letters. */

/** How well `query` fits `text`; 0 is not at all. Every word of the query must begin a word of the text or occur in it. */
export function matchScore(text: string, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const target = text.toLowerCase();
  let score = 1;
  for (const word of words) {
    const at = target.indexOf(word);
    if (at < 0) return 0;
    score += at === 0 ? 3 : /\s/.test(target[at - 1] ?? '') ? 2 : 1;
  }
  return score;
}

/** The items that fit, best first; equal ones keep their order. */
export function bestMatches<T>(
  items: readonly T[],
  query: string,
  textOf: (item: T) => string,
  most: number,
): T[] {
  return items
    .map((item) => ({ item, score: matchScore(textOf(item), query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item);
}
