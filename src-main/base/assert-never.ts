/** For the last branch of a switch over a closed union: the compiler complains when a case is missing. */
export function assertNever(value: never, what: string): never {
  throw new Error(`${what}: unexpected ${JSON.stringify(value)}`);
}
