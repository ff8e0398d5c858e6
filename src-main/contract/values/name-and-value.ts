/** @file What people write as name=value. */

/** In two. The last = parts them, since names of other programs may hold one and values here do not; undefined where one of
 *  them is missing. */
export function nameAndValue(text: string): readonly [string, string] | undefined {
  const at = text.lastIndexOf('=');
  return at < 1 || at === text.length - 1 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}
