import { beforeEach, expect, it, vi } from 'vitest';
import type { RunRecord } from '../../../../src-main/contract/values/run-record.ts';
import { createAppState, type AppState } from '../../../../src-renderer/app-state.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

const COARSE = { 'evaluation.every': 4000, 'evaluation.growth': 0 };
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

let lab: FakeLab;
let state: AppState;
let runs: RunRecord[];

beforeEach(async () => {
  lab = new FakeLab();
  runs = [0, 1].map(() => lab.addFinished({ changes: COARSE }));
  state = createAppState(lab, aWindow('#/runs'));
  const stop = state.start();
  await settled();
  return stop;
});

const undo = async () => {
  state.notices.all.at(-1)?.action?.run();
  await settled();
};

it('a name, a note and tags that were changed are changed back by one click', async () => {
  const [first] = runs as [RunRecord];
  const changes = { name: 'other', note: 'odd', tags: ['paper'] };
  await state.commands.edit([first], () => changes, 'Changed.');
  expect(state.runs.get(1)).toMatchObject(changes);
  await undo();
  expect(state.runs.get(1)).toMatchObject({ name: first.name, note: first.note, tags: first.tags });
});

it('of several runs each gets back what it had', async () => {
  await state.commands.edit(runs.slice(0, 1), () => ({ tags: ['a'] }));
  const tagged = [state.runs.get(1), state.runs.get(2)] as RunRecord[];
  await state.commands.edit(tagged, ({ tags }) => ({ tags: [...tags, 'b'] }), 'Tagged.');
  expect(state.runs.list.map(({ tags }) => tags)).toEqual([['b'], ['a', 'b']]);
  await undo();
  expect(state.runs.list.map(({ tags }) => tags)).toEqual([[], ['a']]);
});

it('a change without words is made without a notice', async () => {
  await state.commands.edit(runs, () => ({ pinned: true }));
  expect(state.notices.all).toEqual([]);
});

it('deleting for good is told, and a refusal too', async () => {
  await state.commands.remove(runs);
  expect(await state.commands.purge(runs)).toBe(true);
  expect(state.notices.all.at(-1)?.text).toBe('2 runs deleted for good.');
  vi.spyOn(lab, 'request').mockRejectedValueOnce(new Error('no'));
  expect(await state.commands.purge(runs)).toBe(false);
  expect(state.notices.all.at(-1)?.kind).toBe('error');
});
