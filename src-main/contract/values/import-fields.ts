/** @file What the fields of the dialog that imports runs are called: the dialog shows it, and errors send people there. */

export const IMPORT_FIELDS = { metrics: 'metrics', step: 'step column' } as const;
