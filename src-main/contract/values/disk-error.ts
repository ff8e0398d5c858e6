/** @file What the operating system says of a disk, in one sentence that names the file and says what to do. */
import { LabError } from './lab-error.ts';

/** `FILE what; remedy.` @returns a LabError `store-unusable` */
export function unusable(file: string, what: string, remedy: string, cause?: unknown): LabError {
  return new LabError('store-unusable', `${file} ${what}; ${remedy}.`, { file }, cause);
}

/** What is wrong, and what to do about it. */
type Complaint = readonly [what: string, remedy: string];

export const DISK_FULL: Complaint = ['cannot grow because the disk is full', 'free some space and try again'];
export const NOT_WRITABLE: Complaint = ['cannot be written', 'allow writing to the file and its folder'];
export const DISK_FAILS: Complaint = ['cannot be read or written', 'check the disk it is on'];

/** EDQUOT and EFBIG are limits of a user or a process, which look like a full disk from here. */
const COMPLAINTS: Readonly<Record<string, Complaint>> = {
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  EFBIG: DISK_FULL,
  EACCES: NOT_WRITABLE,
  EPERM: NOT_WRITABLE,
  EROFS: NOT_WRITABLE,
  EIO: DISK_FAILS,
};

/** The sentence for an error of the file system that is about writing `file`; any other error as it is. */
export function diskError(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const complaint = COMPLAINTS[code];
  return complaint ? unusable(file, ...complaint, error) : error;
}
