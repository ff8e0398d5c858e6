/** @file A config path that there is not: what is said about it, wherever it was typed. */
import { meant } from './filter/nearest.ts';
import { LabError } from './lab-error.ts';

/** @param paths those there are */
export function unknownPath(path: string, paths: readonly string[]): LabError {
  const known = near(path, paths);
  const hint = meant(path, paths);
  // All there are say little beside a near one, and so do those that the hint names.
  const isSaid = known.length === paths.length || known.every((one) => hint.includes(one));
  const list = hint !== '' && isSaid ? '' : `; known fields are ${known.join(', ')}`;
  return new LabError('bad-config', `unknown field '${path}'${hint}${list}.`, { field: path });
}

/** Fields of the same name elsewhere, else those beside it, else all. */
function near(path: string, paths: readonly string[]): readonly string[] {
  const last = path.split('.').at(-1)?.toLowerCase() ?? '';
  const parent = path.slice(0, path.lastIndexOf('.') + 1);
  const alike = paths.filter((known) => known.split('.').at(-1)?.toLowerCase() === last);
  const beside = parent === '' ? [] : paths.filter((known) => known.startsWith(parent));
  return [alike, beside, paths].find((list) => list.length > 0) ?? [];
}
