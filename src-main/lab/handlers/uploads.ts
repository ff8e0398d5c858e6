/** @file Requests that bring in files from a page. */
import { basename, dirname, sep } from 'node:path';
import { LabError } from '../../contract/values/lab-error.ts';
import type { LabHandlers, RequestResult } from '../../contract/wire/requests.ts';
import { besideArchive, type ForeignOptions } from '../archive/beside-archive.ts';
import { isArchive } from '../archive/is-archive.ts';
import { PAGE } from '../foreign/asker.ts';
import { archiveHandlers, takeForeign } from './archives.ts';
import type { OwnerContext } from './owner-context.ts';

type Imported = RequestResult<'uploads.import'>;

export function uploadHandlers(
  context: OwnerContext,
): Pick<LabHandlers, 'uploads.add' | 'uploads.import' | 'uploads.discard'> {
  const { uploads, report } = context;
  return {
    'uploads.add': (piece) => uploads.add(piece),
    'uploads.import': async ({ uploads: ids, ...options }) => {
      const taken = await uploads.reading(ids, async (files) => {
        const idOf = new Map(files.map((file, i) => [file, ids[i] as string]));
        try {
          return await takeIn(context, idOf, options);
        } catch (error) {
          throw withoutFolders(error, files);
        }
      });
      // The runs are in the store: files that stay behind are swept away with the lab, and no reason to say otherwise.
      await uploads.discard(ids).catch(report);
      return taken;
    },
    'uploads.discard': async ({ uploads: ids }) => {
      await uploads.discard(ids);
      return {};
    },
  };
}

/** @param idOf the uploads, by the paths at which they lie */
async function takeIn(
  context: OwnerContext,
  idOf: ReadonlyMap<string, string>,
  options: ForeignOptions,
): Promise<Imported> {
  const files = [...idOf.keys()];
  const file = files.find(isArchive);
  if (file === undefined) {
    const { repeated, ...taken } = await takeForeign(context, { ...options, files }, PAGE);
    const again = repeated.map((one) => idOf.get(one) as string);
    return { foreign: shown(taken, files), archive: null, repeated: again };
  }
  refuseBesideArchive(file, files, options);
  const archive = await archiveHandlers(context)['archives.import']({ file });
  return { foreign: null, archive, repeated: [] };
}

function refuseBesideArchive(archive: string, files: readonly string[], options: ForeignOptions): void {
  const beside = besideArchive(files, options);
  if (beside === null) return;
  const rest =
    beside === 'files'
      ? '; import archives one at a time'
      : ', whose runs have their settings with them; leave the other fields empty';
  throw new LabError('bad-request', `import: ${basename(archive)} is an archive${rest}.`);
}

/** Nobody knows the folders in which uploads wait. */
function withoutFolders(error: unknown, files: readonly string[]): unknown {
  if (!(error instanceof LabError)) return error;
  const { file } = error.details;
  const details = typeof file === 'string' ? { ...error.details, file: basename(file) } : error.details;
  return new LabError(error.code, plain(error.message, files), details, error);
}

function plain(text: string, files: readonly string[]): string {
  return files.reduce((rest, file) => rest.replaceAll(dirname(file) + sep, ''), text);
}

function shown(
  { runs, present }: RequestResult<'foreign.import'>,
  files: readonly string[],
): RequestResult<'foreign.import'> {
  const named = <T extends { file: string }>(one: T): T => ({ ...one, file: plain(one.file, files) });
  return { runs: runs.map(named), present: present.map(named) };
}
