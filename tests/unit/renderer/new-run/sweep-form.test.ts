import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { checkSweepSpec } from '../../../../src-main/contract/values/check-sweep.ts';
import type { SweepSpec } from '../../../../src-main/contract/values/sweep-spec.ts';
import { parseAxis } from '../../../../src-main/contract/values/sweep-text.ts';
import { createAppState, type AppState } from '../../../../src-renderer/app-state.ts';
import { RunForm } from '../../../../src-renderer/new-run/run-form.svelte.ts';
import { SweepForm } from '../../../../src-renderer/new-run/sweep-form.svelte.ts';
import { parseSeeds } from '../../../../src-renderer/new-run/sweep-texts.ts';
import { TEST_EXPERIMENTS } from '../../../helpers/fake-lab-data.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

const addition = TEST_EXPERIMENTS[1] as (typeof TEST_EXPERIMENTS)[number];
const DECAY = 'optimizer.weightDecay';

describe('what is typed for a field that varies', () => {
  it('is a list of values, each once', () => {
    expect(parseAxis(DECAY, '0.3, 1, 3, 1')).toEqual({ kind: 'grid', path: DECAY, values: [0.3, 1, 3] });
    expect(parseAxis('model.activation', 'relu,gelu')).toMatchObject({ values: ['relu', 'gelu'] });
  });

  it('is an even range with both ends', () => {
    expect(parseAxis(DECAY, '0.1..10 log 5')).toMatchObject({ values: [0.1, 0.316228, 1, 3.16228, 10] });
    expect(parseAxis(DECAY, '0..1 3')).toMatchObject({ values: [0, 0.5, 1] });
    expect(parseAxis('model.layers', '1..3 5')).toMatchObject({ values: [1, 2, 3] });
  });

  it('is a range to draw from without a number of values', () => {
    const range = { kind: 'range', path: DECAY, min: 0.1, max: 10, scale: 'log', whole: false };
    expect(parseAxis(DECAY, '0.1 .. 10 log')).toEqual(range);
    expect(parseAxis('model.width', '32..128')).toMatchObject({ kind: 'range', whole: true });
  });

  it.each([
    ['', 'give at least one value'],
    ['3..1', '1 is not above 3'],
    ['0..1 log 3', 'begins above 0'],
    ['0.1..1 log 1', '2 to 1000 values'],
    ['0..one', 'expected two numbers'],
    ['0.3,,1', 'empty value'],
  ])('is refused as %j with a sentence that names it', (text, words) => {
    expect(() => parseAxis(DECAY, text)).toThrow(words);
  });

  it('keeps every value of a range inside its ends and in order', () => {
    const ends = fc.tuple(
      fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
      fc.double({ min: 1.1, max: 1e3, noNaN: true }),
    );
    fc.assert(
      fc.property(ends, fc.integer({ min: 2, max: 40 }), fc.boolean(), ([low, factor], n, log) => {
        const high = low * factor;
        const axis = parseAxis(DECAY, `${low}..${high}${log ? ' log' : ''} ${n}`);
        const values = axis.kind === 'grid' ? (axis.values as number[]) : [];
        expect(values).toEqual([...values].sort((a, b) => a - b));
        expect((values[0] as number) / low).toBeCloseTo(1, 4);
        expect((values.at(-1) as number) / high).toBeCloseTo(1, 4);
      }),
    );
  });

  it('of seeds is numbers and spans', () => {
    expect(parseSeeds('1-3, 7')).toEqual([1, 2, 3, 7]);
    expect(parseSeeds('5')).toEqual([5]);
    expect(() => parseSeeds('3-1')).toThrow("got '3-1'");
    expect(() => parseSeeds('')).toThrow('at least one seed');
  });
});

describe('the form of a sweep', () => {
  let lab: FakeLab;
  let state: AppState;
  let sweep: SweepForm;

  beforeEach(() => {
    lab = new FakeLab();
    state = createAppState(lab, aWindow('#/new/test-2022%2Faddition'));
    sweep = new SweepForm(state, new RunForm(state, addition));
    sweep.switch(true);
  });

  async function answered(): Promise<void> {
    vi.useFakeTimers();
    try {
      sweep.ask();
      await vi.advanceTimersByTimeAsync(400);
    } finally {
      vi.useRealTimers();
    }
  }

  it('begins a varied field with its value and keeps what is typed in the address', () => {
    sweep.toggle(DECAY);
    expect(sweep.axisTexts).toEqual({ [DECAY]: '1' });
    sweep.setAxis(DECAY, '0.3, 1');
    expect(state.router.query.getAll('axis')).toEqual([`${DECAY}=0.3, 1`]);
    sweep.toggle(DECAY);
    expect(sweep.isVaried(DECAY)).toBe(false);
  });

  it('counts the runs and their time before anything starts', async () => {
    sweep.setAxis(DECAY, '0.3, 1, 3');
    sweep.setSeeds('1-4');
    await answered();
    expect(sweep.preview).toMatchObject({ runs: 12, secondsPerRun: 40, seconds: 60 });
    expect(lab.runs.size).toBe(0);
  });

  it('names combinations that cannot be run and leaves them out only when told to', async () => {
    sweep.setAxis('model.width', '64, 130');
    await answered();
    expect(sweep.preview?.invalid.map(({ changes }) => changes)).toEqual([{ 'model.width': 130 }]);
    expect(sweep.preview?.runs).toBe(3);
    expect(sweep.valid).toBe(true);
    sweep.skipInvalid = false;
    expect(sweep.valid).toBe(false);
  });

  it('draws as often as it is told to where a field is one of a list at random', () => {
    sweep.setAxis('task.operation', 'choice:x+y,x-y');
    expect(sweep.random).toBe(true);
    expect(sweep.spec).toMatchObject({ axes: [{ kind: 'choice', values: ['x+y', 'x-y'] }], samples: 20 });
  });

  it('says beside the field what is wrong with its list, and asks nothing then', async () => {
    sweep.setAxis('batch.size', 'many');
    sweep.setSeeds('x');
    await answered();
    expect(Object.keys(sweep.errors)).toEqual(['batch.size', 'seed']);
    expect(sweep.spec).toBeNull();
    expect(lab.requests.some(({ name }) => name === 'sweeps.preview')).toBe(false);
  });

  it('searches the critical value in the one range there is, when asked to', async () => {
    sweep.setAxis(DECAY, '0.1..10 log');
    expect(sweep.spec).toMatchObject({ axes: [{ kind: 'range' }], samples: 20, search: null });
    sweep.choose('find', '1');
    sweep.choose('target', '0.75');
    sweep.choose('rounds', '4');
    expect(sweep.spec).toMatchObject({
      ...{ axes: [], samples: 0 },
      search: { path: DECAY, low: 0.1, high: 10, scale: 'log', whole: false, target: 0.75, rounds: 4 },
    });
    expect(() => checkSweepSpec(sweep.spec as SweepSpec)).not.toThrow();
    sweep.setAxis('model.width', '64, 128');
    expect(sweep.search).toBeNull();
    expect(sweep.spec?.axes).toHaveLength(2);
  });

  it('takes what is no share or no number of halvings for the usual', () => {
    sweep.setAxis(DECAY, '0.1..10');
    sweep.choose('find', '1');
    sweep.choose('target', '1.5');
    sweep.choose('rounds', '1000');
    expect(sweep.search).toMatchObject({ target: 0.5, rounds: 6 });
  });

  it('gives the lab what all runs share apart from what varies, and goes to the sweep', async () => {
    sweep.form.set('model.width', '64');
    sweep.form.set(DECAY, '5');
    sweep.setAxis(DECAY, '0.3, 1');
    await sweep.start();
    const asked = lab.requests.findLast(({ name }) => name === 'sweeps.create');
    expect(asked?.params).toMatchObject({
      spec: { changes: { 'model.width': '64' }, axes: [{ path: DECAY, values: [0.3, 1] }], seeds: [1, 2, 3] },
    });
    expect(state.router.route).toEqual({ page: 'sweep', sweep: 1 });
    expect(lab.runs.size).toBe(6);
  });
});
