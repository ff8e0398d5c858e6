/** @file Records of numbers as JSON that loses nothing: what JSON cannot say (NaN, ±Infinity, −0) becomes a word. */

export function numbersToJson(numbers: Readonly<Record<string, number>>): string {
  return JSON.stringify(numbers, (_, value: unknown) => (typeof value === 'number' ? toPlain(value) : value));
}

export function numbersFromJson(text: string): Record<string, number> {
  const stored = JSON.parse(text) as Record<string, number | string>;
  return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, Number(value)]));
}

function toPlain(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}
