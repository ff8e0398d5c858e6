/** @file The table of measures, total over the ids a config can name, and what an evaluation does with it. */
import type { MeasureId } from '../contract/values/measure-id.ts';
import { effective } from './effective.ts';
import { losses } from './losses.ts';
import { NEEDS, type Measure, type MeasureInput, type MetricValues, type Need } from './measure.ts';
import { softmaxCollapse } from './softmax-collapse.ts';
import { weightsNorm } from './weights-norm.ts';

export {
  measureInput,
  NEEDS,
  type Measure,
  type MeasureInput,
  type MetricValues,
  type Need,
  type NeedValues,
  type SplitLogits,
} from './measure.ts';

export const MEASURES: Readonly<Record<MeasureId, Measure>> = {
  losses,
  'weights-norm': weightsNorm,
  effective,
  'softmax-collapse': softmaxCollapse,
};

/** What an evaluation must compute for these measures, each need once, in the order of `NEEDS`. */
export function needsOf(ids: readonly MeasureId[]): readonly Need[] {
  const wanted = new Set(ids.flatMap((id) => MEASURES[id].needs));
  return NEEDS.filter((need) => wanted.has(need));
}

/** Takes the measures of one evaluation and joins what they give. */
export function takeMeasures(ids: readonly MeasureId[], input: MeasureInput): MetricValues {
  return Object.assign({}, ...ids.map((id) => MEASURES[id].compute(input))) as MetricValues;
}
