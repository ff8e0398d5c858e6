/** @file What a migration is. */
import type { Database } from 'better-sqlite3';

/** One step of the file format. Once shipped it is never edited: a later migration changes what it made. */
export interface Migration {
  /** The file's `user_version` afterwards. Numbered by ten, so that one can be slipped in between. */
  readonly version: number;
  readonly name: string;
  up(db: Database): void;
}
