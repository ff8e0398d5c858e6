import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeConfig, type ConfigChanges } from '../../../src-main/contract/values/change-config.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import { StopRules } from '../../../src-main/worker/stop-rules.ts';

const rulesOf = (changes: ConfigChanges) => new StopRules(changeConfig(quickStart.config, changes));
const at = (train: number, val: number) => ({ 'train/accuracy': train, 'val/accuracy': val });

describe('point 2 held', () => {
  it('ends the run at the n-th evaluation in a row, and counts anew after a relapse', () => {
    const rules = rulesOf({ 'budget.stopAfterPoint2': true, 'budget.heldFor': 3 });
    const seen = [at(1, 1), at(1, 1), at(1, 0.5), at(1, 1), at(1, 1), at(1, 1)].map((v) =>
      rules.push(v, true),
    );
    expect(seen.slice(0, -1)).toEqual(Array.from({ length: 5 }));
    expect(seen.at(-1)).toBe('point 2 was reached and held for 3 evaluations');
  });

  it('does nothing before point 2, or where it is not asked for', () => {
    expect(rulesOf({ 'budget.stopAfterPoint2': true }).push(at(1, 1), false)).toBeUndefined();
    expect(rulesOf({}).push(at(1, 1), true)).toBeUndefined();
    expect(rulesOf({ 'budget.stopAfterPoint2': true }).push(at(1, 1), true)).toBe('point 2 was reached');
  });
});

describe('a plateau', () => {
  const plateau = {
    'budget.plateau.evaluations': 3,
    'budget.plateau.metric': 'val/loss',
    'budget.plateau.tolerance': 0.1,
  };
  const loss = (value: number) => ({ 'val/loss': value });

  it('ends the run once the metric has stayed near one value for so many evaluations', () => {
    const rules = rulesOf(plateau);
    const seen = [2, 1, 1.05, 1.2, 1.25, 1.15].map((value) => rules.push(loss(value), false));
    expect(seen.slice(0, -1)).toEqual(Array.from({ length: 5 }));
    expect(seen.at(-1)).toBe('val/loss stayed within 0.1 of 1.2 for 3 evaluations');
  });

  it('takes nothing that is not finite, or missing, for rest', () => {
    const rules = rulesOf(plateau);
    for (const value of [NaN, NaN, NaN, Infinity, Infinity, Infinity])
      expect(rules.push(loss(value), false)).toBeUndefined();
    for (let i = 0; i < 4; i++) expect(rules.push({}, false)).toBeUndefined();
  });

  it('fires at the same evaluation whenever its state was saved and restored', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, fc.nat(29), (losses, cut) => {
        const straight = rulesOf(plateau);
        const expected = losses.map((value) => straight.push(loss(value), false));
        let rules = rulesOf(plateau);
        const seen = losses.map((value, i) => {
          if (i === cut) {
            const { state } = rules;
            rules = rulesOf(plateau);
            rules.restore(structuredClone(state));
          }
          return rules.push(loss(value), false);
        });
        expect(seen).toEqual(expected);
      }),
    );
  });
});
