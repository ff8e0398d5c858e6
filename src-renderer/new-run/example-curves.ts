/** @file Curves of real runs that were exported when the app was made, by experiment. Nothing in it is invented: an
 *  experiment without an entry shows no picture until it has been run here. */
import { z } from 'zod';
import stored from './example-curves.json';

const numbers = z.array(z.number());
const examples = z.record(z.string(), z.object({ step: numbers, train: numbers, val: numbers }));
export type ExampleCurve = z.infer<typeof examples>[string];

export const EXAMPLE_CURVES: Readonly<Record<string, ExampleCurve>> = examples.parse(stored);
