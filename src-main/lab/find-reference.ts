/** @file Finding what somebody means by an id, a unique name, or `last`: a run or a sweep. */
import { LabError } from '../contract/values/lab-error.ts';
import type { Place } from '../store/store.ts';

interface Named {
  readonly id: number;
  readonly name: string;
  readonly deletedAt: number | null;
}

/** Where to look. `last` finds what that word means to whoever asks. */
export interface Shelf<T extends Named> {
  readonly kind: keyof typeof WORDS;
  byId(id: number): T | undefined;
  named(name: string, place: Place): readonly T[];
  last(place: Place): T | undefined;
  /** What is said where `last` means none; without it, that there is none at all. */
  readonly noneSaid?: string;
}

/** The command that lists them, and where an id is to be had. */
const WORDS = {
  run: { list: 'groklab runs', ids: 'the list of runs shows the ids', restore: 'groklab restore' },
  sweep: { list: 'groklab sweeps', ids: 'groklab sweeps lists them', restore: 'groklab restore --sweep' },
} as const;

/** @throws LabError `not-found` */
export function findById<T extends Named>({ kind, byId }: Shelf<T>, id: number): T {
  const found = byId(id);
  if (found) return found;
  const message = `${kind}: no ${kind} has the id ${id}; ${WORDS[kind].ids}.`;
  throw new LabError('not-found', message, { [kind]: id });
}

/**
 * The one that `reference` means. An id means its own wherever it is, unless it has to be in the bin.
 * @throws LabError `not-found`, `bad-request` when several have that name, or `conflict` for one that is not in the bin
 */
export function findReference<T extends Named>(shelf: Shelf<T>, reference: number | string, place: Place): T {
  if (typeof reference === 'string') return findByName(shelf, reference, place);
  const found = findById(shelf, reference);
  if (place === 'bin') refuseOutsideBin(shelf.kind, found);
  return found;
}

/** @throws LabError `conflict` */
export function refuseOutsideBin(kind: keyof typeof WORDS, { id, name, deletedAt }: Named): void {
  if (deletedAt !== null) return;
  const message = `${kind} ${id} (${name}) is not in the bin; ${WORDS[kind].list} --bin shows what is.`;
  throw new LabError('conflict', message, { [kind]: id });
}

/** @throws LabError `conflict` */
export function refuseInBin(kind: keyof typeof WORDS, one: Named): void {
  if (one.deletedAt === null) return;
  throw new LabError('conflict', `${inBinText(kind, one)}.`, { [kind]: one.id });
}

/** `run 3 (slow) is in the bin; groklab restore 3 brings it back` */
export function inBinText(kind: keyof typeof WORDS, { id, name }: Pick<Named, 'id' | 'name'>): string {
  return `${kind} ${id} (${name}) is in the bin; ${WORDS[kind].restore} ${id} brings it back`;
}

function findByName<T extends Named>(shelf: Shelf<T>, name: string, place: Place): T {
  const { kind, named, last } = shelf;
  const all = named(name, place);
  if (all.length > 1) {
    const ids = all.map(({ id }) => id).join(', ');
    const message = `${kind}: several ${kind}s are called '${name}'; use one of the ids ${ids}.`;
    throw new LabError('bad-request', message, { field: kind });
  }
  const found = all[0] ?? (name === 'last' ? last(place) : undefined);
  if (found) return found;
  throw new LabError('not-found', `${kind}: ${nothingSaid(shelf, name, place)}`, { [kind]: name });
}

function nothingSaid<T extends Named>(
  { kind, named, noneSaid }: Shelf<T>,
  name: string,
  place: Place,
): string {
  if (place === 'bin') {
    const problem = name === 'last' ? 'the bin holds none' : `none in the bin is called '${name}'`;
    return `${problem}; ${WORDS[kind].list} --bin shows what it holds.`;
  }
  const binned = named(name, 'bin');
  if (binned.length > 0) return `${binned.map((one) => inBinText(kind, one)).join(', ')}.`;
  if (name === 'last' && noneSaid !== undefined) return noneSaid;
  const problem = name === 'last' ? `there is no ${kind} yet` : `no ${kind} is called '${name}'`;
  return `${problem}; give an id, a unique name or 'last'.`;
}
