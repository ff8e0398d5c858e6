/** @file Where the tests have what they start: told by the process that starts those of the tests, in its environment. */
import { resolve } from 'node:path';

/** Of the folder of the build. */
export const BUILD = 'GROKLAB_TEST_BUILD';
/** Of the folder of what is built for the tests alone. */
export const MADE = 'GROKLAB_TEST_MADE';

export const OUTPUT = resolve(import.meta.dirname, '../output');
