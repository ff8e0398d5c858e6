/** @file Whoever asks for an import, a command or the dialog of a page: what files chosen together are, and what is told of
 *  how to say something, in options of the one or fields of the other. */
import { IMPORT_FIELDS } from '../../contract/values/import-fields.ts';

export interface Asker {
  /** Whether the event files are one run wherever they lie; otherwise those of one folder are. */
  readonly asOneFolder: boolean;
  /** Where names are given to metrics. */
  readonly map: string;
  /** Where the column of the step is named. */
  readonly step: string;
  /** What shows the paths of settings. */
  readonly paths: string;
  /** How it is said that names mean metrics. @param pairs each as name=metric */
  saying(pairs: readonly string[]): string;
}

export const COMMAND: Asker = {
  asOneFolder: false,
  map: '--map',
  step: '--step',
  paths: 'groklab experiments quick-start lists the paths',
  saying: (pairs) => pairs.map((pair) => `--map "${pair}"`).join(' '),
};

export const PAGE: Asker = {
  asOneFolder: true,
  map: IMPORT_FIELDS.metrics,
  step: IMPORT_FIELDS.step,
  paths: 'the form of a new run shows the paths',
  saying: (pairs) =>
    `${pairs.map((pair) => `'${pair}'`).join(' and ')} in the field ${IMPORT_FIELDS.metrics}${pairs.length > 1 ? ', each on its line' : ''}`,
};
