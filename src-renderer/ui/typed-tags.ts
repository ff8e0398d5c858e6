/** @file Tags as one types them. */

/** Each once, separated by spaces or commas. */
export function tagsIn(text: string): string[] {
  return [...new Set(text.split(/[,\s]+/).filter(Boolean))];
}
