/** @file Numbers as text that reads back bit for bit. */

/** The shortest decimal that reads back as the same double; NaN, Infinity and -Infinity as words. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The same for JSON, which knows −0 but neither NaN nor infinities: those are strings. */
export function jsonNumber(value: number): string {
  return Number.isFinite(value) ? numberText(value) : `"${value}"`;
}
