/** @file All handlers together. Those that only read are separate: they also serve where another process owns the store. */
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { benchHandlers, benchReadHandlers } from './bench.ts';
import { archiveHandlers } from './archives.ts';
import { engineHandlers } from './engines.ts';
import { experimentHandlers } from './experiments.ts';
import { grokTimesHandlers } from './grok-times.ts';
import { labHandlers } from './lab.ts';
import type { OwnerContext } from './owner-context.ts';
import type { ReadContext } from './read-context.ts';
import { queueHandlers } from './queue.ts';
import { runActionHandlers } from './run-actions.ts';
import { runHandlers } from './runs.ts';
import { seriesHandlers } from './series.ts';
import { settingsReadHandlers, settingsWriteHandlers } from './settings.ts';
import { sweepActionHandlers } from './sweep-actions.ts';
import { sweepHandlers } from './sweeps.ts';
import { uploadHandlers } from './uploads.ts';

/** Answers to questions; they need a reader and nothing else. */
export function readHandlers(context: ReadContext) {
  return {
    ...experimentHandlers(context),
    ...runHandlers(context),
    ...seriesHandlers(context),
    ...grokTimesHandlers(context),
    ...settingsReadHandlers(context),
    ...sweepHandlers(context),
    ...benchReadHandlers(context),
  } satisfies Partial<LabHandlers>;
}

/** Every request of the table. */
export function allHandlers(context: OwnerContext): LabHandlers {
  return {
    ...readHandlers(context),
    ...runActionHandlers(context),
    ...archiveHandlers(context),
    ...uploadHandlers(context),
    ...engineHandlers(context),
    ...benchHandlers(context),
    ...settingsWriteHandlers(context),
    ...sweepActionHandlers(context),
    ...queueHandlers(context),
    ...labHandlers(context),
  };
}
