/** @file Whoever asks for an import, a command or the dialog of a page: what files chosen together are, and what is told of
 *  how to say something, in options of the one or fields of the other. */
import { IMPORT_FIELDS } from '../../contract/values/import-fields.ts';

export interface Asker {
  /** Whether the event files are one run wherever they lie; otherwise those of one folder are. */
  readonly asOneFolder: boolean;
  /** Where names are given to metrics. */
  readonly map: string;
  /** How the column of the step is named. */
  readonly step: string;
  /** How runs of a lab are brought in. */
  readonly bring: string;
  /** Which file it is that the lab exported, in words. @param what the subject, or '' where it is not known */
  exported(what: 'curves' | 'runs' | ''): string;
  /** Which paths of settings there are, or what shows them. @param near whether some are guessed already */
  paths(known: readonly string[], near: boolean): string;
  /** How it is said that names mean metrics. @param pairs each as name=metric */
  saying(pairs: readonly string[]): string;
}

export const COMMAND: Asker = {
  asOneFolder: false,
  map: '--map',
  step: 'name it with --step',
  bring: 'bring runs of a lab with groklab export archive',
  exported: (what) => `as groklab export${what === '' ? '' : ` ${what}`} writes it`,
  paths: () => '; groklab experiments quick-start lists the paths',
  saying: (pairs) => pairs.map((pair) => `--map "${pair}"`).join(' '),
};

export const PAGE: Asker = {
  asOneFolder: true,
  map: IMPORT_FIELDS.metrics,
  step: `name it in the field '${IMPORT_FIELDS.step}'`,
  bring: 'bring runs of a lab as an archive of it',
  exported: (what) => `as an export of ${what || 'runs or curves'} has it`,
  paths: (known, near) => (near ? '' : `; there are ${known.join(', ')}`),
  saying: (pairs) =>
    `${pairs.map((pair) => `'${pair}'`).join(' and ')} in the field ${IMPORT_FIELDS.metrics}${pairs.length > 1 ? ', each on its line' : ''}`,
};
