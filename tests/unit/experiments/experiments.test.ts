import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src-main/contract/values/change-config.ts';
import { experiment as experimentSchema } from '../../../src-main/contract/values/experiment.ts';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import type { MeasureId } from '../../../src-main/contract/values/measure-id.ts';
import type { MetricName } from '../../../src-main/contract/values/metric.ts';
import { experimentById, EXPERIMENTS } from '../../../src-main/experiments/index.ts';
import { validateTask } from '../../../src-main/tasks/index.ts';

/** What each measure of a config records; written out here so that a lost metric is noticed. */
const RECORDED: Record<MeasureId, readonly MetricName[]> = {
  losses: ['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy'],
  'weights-norm': ['weights/norm'],
  effective: [
    'gradient/norm',
    'gradient/batchNorm',
    'effective/learningRate',
    'effective/gradientNorm',
    'effective/batchGradientNorm',
  ],
  'softmax-collapse': ['train/zeroLossShare'],
};

describe.each(EXPERIMENTS.map((e) => [e.id, e] as const))('%s', (_, experiment) => {
  it('is what the schema says, and its config runs', () => {
    expect(experimentSchema.parse(experiment)).toEqual(experiment);
    expect(parseConfig(experiment.config)).toEqual(experiment.config);
    expect(() => validateTask(experiment.config)).not.toThrow();
  });

  it('says where it comes from', () => {
    const { provenance, title, summary } = experiment;
    for (const text of [provenance.authors, provenance.paper, title, summary]) expect(text).not.toBe('');
    expect(provenance.unstated.length).toBeGreaterThan(0);
    if (experiment.id.includes('/')) {
      expect(experiment.id).toContain(`-${provenance.year}/`);
      expect(provenance.figure).not.toBe('');
    }
  });

  it('expects numbers that are in order, sourced, and can be measured', () => {
    expect(experiment.expected.length).toBeGreaterThan(0);
    for (const { quantity, published, low, high, source, label } of experiment.expected) {
      expect(low, label).toBeLessThan(high);
      if (published !== null) expect(published >= low && published <= high, label).toBe(true);
      expect(source, label).not.toBe('');
      if (quantity.kind === 'point1' || quantity.kind === 'point2') {
        expect(high, label).toBeLessThanOrEqual(experiment.config.budget.steps);
      }
      if ('metric' in quantity) {
        const recorded = experiment.config.measures.flatMap((id) => RECORDED[id]);
        expect(recorded, label).toContain(quantity.metric);
      }
    }
  });
});

describe('the list of experiments', () => {
  it('has distinct ids and titles', () => {
    expect(new Set(EXPERIMENTS.map((e) => e.id)).size).toBe(EXPERIMENTS.length);
    expect(new Set(EXPERIMENTS.map((e) => e.title)).size).toBe(EXPERIMENTS.length);
  });

  it('finds an experiment by its id', () => {
    for (const e of EXPERIMENTS) expect(experimentById(e.id)).toBe(e);
  });

  it('answers an unknown id with the known ones', () => {
    expect(() => experimentById('nanda')).toThrow(LabError);
    expect(() => experimentById('nanda')).toThrow(
      "no experiment 'nanda'; there are quick-start, power-2022/modular-division, nanda-2023/mainline,",
    );
  });
});
