/** @file What the system says about a file that cannot be read, in words that say what to do. */
import { badForeign } from './foreign-run.ts';

type Trouble = readonly [what: string, remedy: string];

const TROUBLES: ReadonlyMap<string, Trouble> = new Map<string, Trouble>([
  ['ENOENT', ['there is no such file', 'give the path of a file or of a folder of event files']],
  ['ENOTDIR', ['there is no such file', 'give the path of a file or of a folder of event files']],
  ['EACCES', ['you are not allowed to read it', 'allow it (chmod u+r, and u+x for its folders), or copy it']],
  ['EPERM', ['you are not allowed to read it', 'allow it, or copy it']],
  ['EIO', ['the disk gave an error while it was read', 'copy it again from where it came']],
]);

/** The error with file and remedy where the system has refused; any other as it is. */
export function unreadable(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const { code = '', path = file } = error as NodeJS.ErrnoException;
  const [what, remedy] = TROUBLES.get(code) ?? [`it cannot be read (${code})`, 'copy it to where it can be'];
  return badForeign(path, '', what, remedy);
}
