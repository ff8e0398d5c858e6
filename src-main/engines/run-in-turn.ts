/** @file Many steps where an engine has no loop of its own. */
import type { NamedArrays } from '../base/named-arrays.ts';
import type { Executable, IsLast } from './engine.ts';

/** `Executable.runMany` by way of `run`. */
export async function runInTurn(
  executable: Pick<Executable, 'run'>,
  feeds: readonly NamedArrays[],
  isLast: IsLast = () => false,
): Promise<NamedArrays[]> {
  const taken: NamedArrays[] = [];
  for (const fed of feeds) {
    const outputs = await executable.run(fed);
    taken.push(outputs);
    if (isLast(outputs)) break;
  }
  return taken;
}
