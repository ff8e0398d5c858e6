/** @file What is known of a run that another program trained: where it comes from, and the settings somebody gave for it. */
import { z } from 'zod';
import type { EngineId } from './engine-id.ts';
import { pointsConfig, type RunConfig } from './run-config.ts';

export const FOREIGN_FORMATS = ['tensorboard', 'wandb', 'csv', 'jsonl'] as const;
export type ForeignFormat = (typeof FOREIGN_FORMATS)[number];

/** In the place of an engine's id. */
export const FOREIGN = 'foreign';

export const foreignSource = z.strictObject({
  /** Name of the file, without its folder. */
  file: z.string(),
  format: z.enum(FOREIGN_FORMATS),
  /** Names of metrics here to the names they have there. */
  metrics: z.record(z.string(), z.string()),
});
export type ForeignSource = z.infer<typeof foreignSource>;

/** The settings that are known, each where a run of this lab has it. What it has to say about points 1 and 2 is always there,
 *  and for steps its last one; `measures` never, by which the two kinds of config tell themselves apart. */
export interface ForeignConfig {
  readonly seed?: number;
  readonly points: RunConfig['points'];
  readonly budget: { readonly steps: number; readonly [setting: string]: unknown };
  readonly task?: object;
  readonly model?: object;
  readonly optimizer?: object;
  readonly batch?: object;
  readonly loss?: object;
  readonly precision?: RunConfig['precision'];
  readonly evaluation?: object;
  readonly checkpoint?: object;
  readonly measures?: never;
}

const group = z.record(z.string(), z.json()).optional();

export const foreignConfig: z.ZodType<ForeignConfig> = z.strictObject({
  seed: z.int().optional(),
  points: pointsConfig,
  budget: z.looseObject({ steps: z.int().min(0) }),
  ...{ task: group, model: group, optimizer: group, batch: group, loss: group },
  precision: z.enum(['float32', 'float64']).optional(),
  ...{ evaluation: group, checkpoint: group },
}) as z.ZodType<ForeignConfig>;

/** The settings of any run. */
export type AnyConfig = RunConfig | ForeignConfig;

/** Whether these are all settings of a run, as this lab trains it. */
export function isComplete(config: AnyConfig): config is RunConfig {
  return 'measures' in config;
}

/** Whether the lab trained it, or will: only such a run can be resumed or repeated. */
export function isOwn<R extends { readonly foreign: ForeignSource | null }>(
  run: R,
): run is R & { readonly foreign: null; readonly config: RunConfig; readonly engine: EngineId } {
  return run.foreign === null;
}
