/** @file Requests that bring in files from a page. */
import { basename, dirname, sep } from 'node:path';
import { LabError } from '../../contract/values/lab-error.ts';
import type { LabHandlers, RequestParams, RequestResult } from '../../contract/wire/requests.ts';
import { isArchive } from '../archive/is-archive.ts';
import { archiveHandlers } from './archives.ts';
import type { OwnerContext } from './owner-context.ts';

type Options = Omit<RequestParams<'uploads.import'>, 'uploads'>;
type Imported = RequestResult<'uploads.import'>;

export function uploadHandlers(
  context: OwnerContext,
): Pick<LabHandlers, 'uploads.add' | 'uploads.import' | 'uploads.discard'> {
  const { uploads } = context;
  const requests = archiveHandlers(context);
  const takeIn = async (files: string[], options: Options): Promise<Imported> => {
    const archive = files.find(isArchive);
    if (archive === undefined) {
      const taken = await requests['foreign.import']({ ...options, files });
      return { foreign: shown(taken, files), archive: null };
    }
    refuseBesideArchive(archive, files, options);
    return { foreign: null, archive: await requests['archives.import']({ file: archive }) };
  };
  return {
    'uploads.add': (piece) => uploads.add(piece),
    'uploads.import': async ({ uploads: ids, ...options }) => {
      const files = uploads.filesOf(ids);
      try {
        const taken = await takeIn(files, options);
        await uploads.discard(ids);
        return taken;
      } catch (error) {
        throw withoutFolders(error, files);
      }
    },
    'uploads.discard': async ({ uploads: ids }) => {
      await uploads.discard(ids);
      return {};
    },
  };
}

function refuseBesideArchive(archive: string, files: readonly string[], options: Options): void {
  const name = basename(archive);
  if (files.length > 1) {
    throw new LabError('bad-request', `import: ${name} is an archive; import archives one at a time.`);
  }
  const { map, step, experiment, settings, tags, again } = options;
  const given = [map, settings, tags].some((one) => Object.keys(one).length > 0);
  if (!given && step === null && experiment === null && !again) return;
  const message = `import: ${name} is an archive, whose runs have their settings with them; leave the other fields empty.`;
  throw new LabError('bad-request', message);
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
