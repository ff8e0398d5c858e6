import { beforeEach, expect, it, vi } from 'vitest';
import type { SweepRecord } from '../../../../src-main/contract/values/sweep-record.ts';
import type { SweepSpec } from '../../../../src-main/contract/values/sweep-spec.ts';
import { createAppState, type AppState } from '../../../../src-renderer/app-state.ts';
import { Extension } from '../../../../src-renderer/sweeps/extension.svelte.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

const DECAY = 'optimizer.weightDecay';
const SPEC: SweepSpec = {
  experiment: 'test-2022/addition',
  changes: {},
  axes: [{ kind: 'grid', path: DECAY, values: [0.3, 1] }],
  ...{ samples: 0, draw: 1, points: [], seeds: [1, 2], search: null },
};

let lab: FakeLab;
let state: AppState;
let sweep: SweepRecord;

beforeEach(async () => {
  lab = new FakeLab();
  state = createAppState(lab, aWindow('#/sweep/1'));
  const how = { name: 'pair', tags: [], engine: 'onnx-cpu', threads: null, parallel: null } as const;
  const order = { ...how, tags: [], reuse: true, skipInvalid: true, spec: SPEC };
  ({ sweep } = await lab.request('sweeps.create', order));
});

it('counts the runs that would come, those that are there aside', () => {
  const extension = new Extension(state, sweep);
  expect([extension.more, extension.valid]).toEqual([0, false]);
  extension.set('seed', '2-4');
  expect(extension.more).toBe(4);
  extension.set(DECAY, '1, 3');
  expect(extension.more).toBe(8);
  expect(extension.valid).toBe(true);
});

it('adds them, and says how many', async () => {
  const extension = new Extension(state, sweep);
  extension.set('seed', '3');
  extension.set(DECAY, '0.1..10 log 3');
  expect(await extension.extend()).toBe(true);
  const asked = lab.requests.findLast(({ name }) => name === 'sweeps.extend');
  expect(asked?.params).toMatchObject({ addition: { seeds: [3], values: { [DECAY]: [0.1, 1, 10] } } });
  expect((await lab.request('sweeps.get', { sweep: 1 })).points).toHaveLength(12);
  expect(state.notices.all.at(-1)?.text).toBe('8 runs added to pair.');
});

it('says beside a field what is wrong with it, and asks nothing then', () => {
  const extension = new Extension(state, sweep);
  extension.set('seed', 'x');
  extension.set(DECAY, '0.1..10');
  expect(extension.errors['seed']).toContain("got 'x'");
  expect(extension.errors[DECAY]).toContain('say how many values');
  expect(extension.valid).toBe(false);
});

it('tells what the lab does not take, and stays open', async () => {
  const extension = new Extension(state, sweep);
  extension.set('seed', '3');
  vi.spyOn(lab, 'request').mockRejectedValueOnce(new Error('no'));
  expect(await extension.extend()).toBe(false);
  expect(extension.refused).toEqual(new Error('no'));
  expect(extension.busy).toBe(false);
});
