/** @file Tags as one types them. */

export const TAGS_HINT = 'separated by spaces, those with spaces in quotes';

/** A text in quotes, where a backslash stands for the character behind it, or a word. */
const TYPED = /"((?:[^"\\]|\\[^])*)"(?=[,\s]|$)|[^,\s]+/g;

/** Each once, separated by spaces or commas. */
export function tagsIn(text: string): string[] {
  const tags = [...text.matchAll(TYPED)].map(([word, quoted]) => quoted?.replace(/\\([^])/g, '$1') ?? word);
  return [...new Set(tags.filter(Boolean))];
}

/** Where one tag alone is typed: its spaces need no quotes, and those there are do no harm. */
export function tagIn(text: string): string {
  const [tag, another] = tagsIn(text);
  return tag === undefined || another !== undefined ? text.trim() : tag;
}

/** The text that `tagsIn` reads those tags from. */
export function tagsText(tags: readonly string[]): string {
  return tags.map(typed).join(' ');
}

function typed(tag: string): string {
  return /^"|[,\s]/.test(tag) ? `"${tag.replace(/["\\]/g, '\\$&')}"` : tag;
}
