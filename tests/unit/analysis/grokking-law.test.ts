import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src-main/base/rng.ts';
import { fitLaw, lawsFor, type LawPoint } from '../../../src-main/analysis/grokking-law.ts';

/** Ten runs per setting whose times scatter log-normally about a law, seen every `every` steps up to a budget. */
function runs(
  settings: readonly number[],
  median: (x: number) => number,
  { budget = Infinity, every = 50, scatter = 0.2 } = {},
): LawPoint[] {
  const rng = new Rng(4, 'law test');
  return settings.flatMap((x) =>
    Array.from({ length: 10 }, (): LawPoint => {
      const time = median(x) * Math.exp(scatter * rng.normal());
      const low = Math.floor(time / every) * every;
      return {
        x,
        time: time > budget ? { low: budget, high: Infinity } : { low, high: low + every },
        initialNorm: 42,
        decayRate: 1e-3 * x,
      };
    }),
  );
}
const near = (value: number | undefined, wanted: number, share = 0.1) =>
  expect(Math.abs((value as number) / wanted - 1)).toBeLessThan(share);

describe('laws of grokking time', () => {
  it('finds T = C / λ again, with C within its interval and an exponent of −1', () => {
    const points = runs([0.1, 0.3, 1, 3], (x) => 7600 / x);
    const inverse = fitLaw('inverse', points);
    const [c] = inverse?.parameters ?? [];
    near(c?.value, 7600);
    expect(c?.low).toBeLessThan(7600);
    expect(c?.high).toBeGreaterThan(7600);
    near(inverse?.sigma, 0.2, 0.3);
    near(inverse?.predict({ x: 2, initialNorm: null, decayRate: null }) ?? 0, 3800);
    const exponent = fitLaw('power', points)?.parameters[1];
    near(exponent?.value, -1);
    expect(exponent?.low).toBeLessThan(-1);
    expect(exponent?.high).toBeGreaterThan(-1);
  });

  it('is not bent by runs that were censored, as a fit to the others alone would be', () => {
    const points = runs([0.1, 0.3, 1, 3], (x) => 7600 / x, { budget: 60_000, scatter: 0.6 });
    const censored = points.filter(({ time }) => time.high === Infinity);
    expect(censored.length).toBeGreaterThan(5);
    const all = fitLaw('power', points)?.parameters[1];
    expect(all?.low).toBeLessThan(-1);
    expect(all?.high).toBeGreaterThan(-1);
    const others = fitLaw(
      'power',
      points.filter(({ time }) => time.high < Infinity),
    )?.parameters[1];
    expect(others?.value).toBeGreaterThan(all?.value as number);
  });

  it('finds the critical norm of T = ln(w₀/w_c)/(ηλ)', () => {
    const fit = fitLaw(
      'norm-decay',
      runs([0.3, 1, 3], (x) => Math.log(42 / 20) / (1e-3 * x), { every: 1 }),
    );
    near(fit?.parameters[0]?.value, 20, 0.15);
    expect(fit?.parameters[0]?.low).toBeLessThan(20);
    expect(fit?.parameters[0]?.high).toBeGreaterThan(20);
  });

  it('finds the rate of an exponential in the train fraction', () => {
    const points = runs([0.25, 0.28, 0.3, 0.4], (x) => 1e6 * Math.exp(-15 * x));
    near(fitLaw('exponential', points)?.parameters[1]?.value, -15);
  });

  it('leaves out runs that a law says nothing about, and says how many', () => {
    const points = runs([0, 1, 3, 5], (x) => 5000 / (x + 1));
    expect(fitLaw('inverse', points)).toMatchObject({ n: 30, leftOut: 10 });
    const without = points.map((point) => ({ ...point, initialNorm: null }));
    expect(fitLaw('norm-decay', without)).toBeNull();
  });

  it.each([[[1]], [[1, 2]]])('is none of the settings %j: any law would do', (settings) => {
    const points = runs(settings, () => 500);
    for (const law of ['power', 'inverse', 'exponential'] as const) expect(fitLaw(law, points)).toBeNull();
  });

  it('is none without events', () => {
    expect(
      fitLaw(
        'inverse',
        runs([1, 2, 3], () => 500, { budget: 10 }),
      ),
    ).toBeNull();
  });

  it('are those of the literature for weight decay, learning rate and fraction', () => {
    expect(lawsFor('optimizer.weightDecay')).toEqual(['inverse', 'norm-decay', 'power']);
    expect(lawsFor('task.trainFraction')).toEqual(['exponential', 'power']);
    expect(lawsFor('model.width')).toEqual(['power']);
    expect(lawsFor('seed')).toEqual([]);
  });
});
