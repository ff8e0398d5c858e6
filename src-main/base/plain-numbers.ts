/** @file Numbers as text that JSON and CSV can carry: non-finite ones as the words NaN, Infinity, -Infinity. */

/** A number as JSON may hold it: itself, or the word for a non-finite one. */
export function plainNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** `JSON.stringify` in which non-finite numbers become words instead of null. */
export function stringifyPlain(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'number' ? plainNumber(v) : v), indent);
}
