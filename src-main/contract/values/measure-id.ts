/** @file The measures a config can ask for. Their code is in `measures/`, one file each. */
import { z } from 'zod';

export const MEASURE_IDS = ['losses', 'weights-norm', 'effective', 'softmax-collapse'] as const;

export const measureId = z.enum(MEASURE_IDS);
export type MeasureId = z.infer<typeof measureId>;
