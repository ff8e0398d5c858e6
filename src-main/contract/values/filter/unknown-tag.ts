/** @file What is said of a tag that no run has. */
import { meant } from './nearest.ts';

const MOST_TAGS_SAID = 8;

/** `no run has the tag 'papr' (did you mean paper?)` @param known every tag there is */
export function unknownTag(tag: string, known: readonly string[]): string {
  if (known.length === 0) return 'no run has any tag';
  const problem = `no run has the tag '${tag}'`;
  const hint = meant(tag, known);
  if (hint !== '') return problem + hint;
  const more = known.length - MOST_TAGS_SAID;
  return `${problem}; there are ${known.slice(0, MOST_TAGS_SAID).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
