/** @file What a measure is: host arrays in, named numbers out. It declares what it needs, so that an evaluation
 *  computes each need once, whatever the number of measures that share it, and nothing that no measure asks for. */
import type { FloatArray } from '../base/named-arrays.ts';
import type { MeasureId } from '../contract/values/measure-id.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { RunConfig } from '../contract/values/run-config.ts';

/** Everything a measure can ask for. */
export const NEEDS = [
  'parameters',
  'logits/train',
  'logits/val',
  'gradient/train',
  'gradient/batches',
  'zeroLosses/train',
] as const;
export type Need = (typeof NEEDS)[number];

export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/** The network's answers to one split, with the right ones beside. */
export interface SplitLogits {
  /** [rows, classes], row-major. */
  readonly data: FloatArray;
  readonly rows: number;
  readonly classes: number;
  /** [rows] the right class of each row. */
  readonly labels: Int32Array;
  /** [answers, classes] where the loss is the squared error to a vector for each answer; absent for cross-entropy. */
  readonly targets?: FloatArray | undefined;
}

/** The network at one evaluation. A part that no measure of the run needs is not there: reading it throws. */
export interface MeasureInput {
  readonly config: RunConfig;
  /** Updates applied so far. */
  readonly step: number;
  /** η in force at this step, warm-up included. */
  readonly learningRate: number;
  /** Need `parameters`: all trained parameters, one after the other. */
  readonly parameters: FloatArray;
  /** Needs `logits/train` and `logits/val`: over the whole split, dropout and noise off. */
  readonly logits: { readonly train: SplitLogits; readonly val: SplitLogits };
  /** Need `gradient/train`: of the mean loss alone over the whole training set, as long as `parameters`. */
  readonly gradient: FloatArray;
  /** Need `gradient/batches`: the gradient norm of each mini-batch of one pass over the training set. */
  readonly batchGradientNorms: readonly number[];
  /** Need `zeroLosses/train`: 1 for each training example whose loss is exactly 0 in the loss's precision, else 0. */
  readonly zeroLosses: FloatArray;
}

export interface Measure {
  readonly id: MeasureId;
  readonly needs: readonly Need[];
  /** Every metric that `compute` gives, at every evaluation. */
  readonly emits: readonly MetricName[];
  /** Pure. Values may be NaN or infinite where the network is. */
  compute(input: MeasureInput): MetricValues;
}

/** The parts of an evaluation by need; only those of the run's measures are given. */
export interface NeedValues {
  readonly parameters: FloatArray;
  readonly 'logits/train': SplitLogits;
  readonly 'logits/val': SplitLogits;
  readonly 'gradient/train': FloatArray;
  readonly 'gradient/batches': readonly number[];
  readonly 'zeroLosses/train': FloatArray;
}

/**
 * The input made of the parts at hand.
 * @throws Error from the property that is read, when its need was not given
 */
export function measureInput(
  at: Pick<MeasureInput, 'config' | 'step' | 'learningRate'>,
  given: Partial<NeedValues>,
): MeasureInput {
  const part = <N extends Need>(need: N): NeedValues[N] => {
    const value = given[need];
    if (value === undefined)
      throw new Error(`measures: '${need}' was read at step ${at.step} but not declared`);
    return value as NeedValues[N];
  };
  return {
    config: at.config,
    step: at.step,
    learningRate: at.learningRate,
    get parameters() {
      return part('parameters');
    },
    logits: {
      get train() {
        return part('logits/train');
      },
      get val() {
        return part('logits/val');
      },
    },
    get gradient() {
      return part('gradient/train');
    },
    get batchGradientNorms() {
      return part('gradient/batches');
    },
    get zeroLosses() {
      return part('zeroLosses/train');
    },
  };
}
