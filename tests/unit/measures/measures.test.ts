import { describe, expect, it } from 'vitest';
import { MEASURE_IDS } from '../../../src-main/contract/values/measure-id.ts';
import { metricName } from '../../../src-main/contract/values/metric.ts';
import { nandaMainline } from '../../../src-main/experiments/nanda-2023-mainline.ts';
import {
  measureInput,
  MEASURES,
  NEEDS,
  needsOf,
  takeMeasures,
  type NeedValues,
} from '../../../src-main/measures/index.ts';

const AT = { config: nandaMainline.config, step: 100, learningRate: 0.1 };

const EVERYTHING: NeedValues = {
  parameters: Float32Array.of(3, 0, -4), // norm 5
  'logits/train': { data: Float32Array.of(0, 0, 9, 0), rows: 2, classes: 2, labels: Int32Array.of(0, 1) },
  'logits/val': { data: Float32Array.of(0, 0), rows: 1, classes: 2, labels: Int32Array.of(1) },
  'gradient/train': Float32Array.of(0, 1.5, 2), // norm 2.5
  'gradient/batches': [3, 4, 8],
  'zeroLosses/train': Float32Array.of(0, 1, 1, 0, 0),
};

describe('each measure', () => {
  it.each(MEASURE_IDS)(
    '%s reads what it needs and nothing else, and gives every metric it announces',
    (id) => {
      const measure = MEASURES[id];
      expect(measure.id).toBe(id);
      const given = Object.fromEntries(measure.needs.map((need) => [need, EVERYTHING[need]]));
      const values = measure.compute(measureInput(AT, given));
      expect(Object.keys(values)).toEqual(measure.emits);
      for (const value of Object.values(values)) expect(value).toBeTypeOf('number');
    },
  );

  it('together they give every metric there is, each once', () => {
    const emitted = MEASURE_IDS.flatMap((id) => MEASURES[id].emits);
    expect([...emitted].sort()).toEqual([...metricName.options].sort());
  });
});

describe('by hand', () => {
  const input = measureInput(AT, EVERYTHING);

  it('losses', () => {
    // Row 1 is a tie, won by class 0; row 2 gives class 1 a probability of 1/(1 + e⁹).
    const values = MEASURES['losses'].compute(input);
    expect(values['train/accuracy']).toBe(0.5);
    expect(values['train/loss']).toBeCloseTo((Math.log(2) + 9 + Math.log1p(Math.exp(-9))) / 2, 14);
    expect(values['val/accuracy']).toBe(0);
    expect(values['val/loss']).toBeCloseTo(Math.log(2), 15);
  });

  it('softmax-collapse', () => {
    expect(MEASURES['softmax-collapse'].compute(input)).toEqual({ 'train/zeroLossShare': 0.4 });
  });

  it('weights-norm', () => {
    expect(MEASURES['weights-norm'].compute(input)).toEqual({ 'weights/norm': 5 });
  });

  it('effective', () => {
    expect(MEASURES['effective'].compute(input)).toEqual({
      'gradient/norm': 2.5,
      'gradient/batchNorm': 5,
      'effective/learningRate': 0.1 / 25,
      'effective/gradientNorm': 12.5,
      'effective/batchGradientNorm': 25,
    });
  });

  it('a weight that is not finite shows', () => {
    const broken = measureInput(AT, { ...EVERYTHING, parameters: Float32Array.of(1, NaN) });
    expect(MEASURES['weights-norm'].compute(broken)['weights/norm']).toBeNaN();
  });
});

describe('an evaluation', () => {
  it('computes each need once, in a fixed order', () => {
    expect(needsOf(['weights-norm'])).toEqual(['parameters']);
    expect(needsOf(['effective', 'weights-norm'])).toEqual([
      'parameters',
      'gradient/train',
      'gradient/batches',
    ]);
    expect(needsOf([...MEASURE_IDS].reverse())).toEqual(NEEDS);
    expect(needsOf([])).toEqual([]);
  });

  it('joins what its measures give', () => {
    const values = takeMeasures(['losses', 'weights-norm'], measureInput(AT, EVERYTHING));
    expect(Object.keys(values)).toEqual([...MEASURES['losses'].emits, 'weights/norm']);
  });

  it('says which need was read without being given', () => {
    const input = measureInput(AT, { parameters: EVERYTHING.parameters });
    expect(() => takeMeasures(['effective'], input)).toThrow(
      "measures: 'gradient/train' was read at step 100 but not declared",
    );
  });
});
