import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LiveRuns } from '../../../../src-renderer/client/live-runs.svelte.ts';
import { Preferences } from '../../../../src-renderer/client/preferences.svelte.ts';
import { RunCommands } from '../../../../src-renderer/client/run-commands.ts';
import { createAppState } from '../../../../src-renderer/app-state.ts';
import { Notices } from '../../../../src-renderer/ui/notices.svelte.ts';
import { RunsTable } from '../../../../src-renderer/runs/runs-table.svelte.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const COARSE = { 'evaluation.every': 4000, 'evaluation.growth': 0 };

let lab: FakeLab;
let runs: LiveRuns;
const ids = (live: LiveRuns) => live.list.map(({ id }) => id);

beforeEach(async () => {
  lab = new FakeLab();
  for (let i = 0; i < 3; i++) lab.addFinished({ changes: COARSE });
  runs = new LiveRuns(lab);
  const stop = runs.start();
  await settled();
  return stop;
});

describe('the list of runs', () => {
  it('is read once and then follows', async () => {
    expect(ids(runs)).toEqual([3, 2, 1]);
    await lab.request('runs.edit', { run: 2, name: 'renamed' });
    expect(runs.get(2)?.name).toBe('renamed');
    const fourth = lab.addFinished({ changes: COARSE });
    lab.emit('run.changed', { run: fourth });
    expect(ids(runs)).toEqual([4, 3, 2, 1]);
  });

  it('loses a run that goes to the bin and finds it again', async () => {
    await lab.request('runs.remove', { runs: [2] });
    expect(ids(runs)).toEqual([3, 1]);
    await lab.request('runs.restore', { runs: [2] });
    expect(new Set(ids(runs))).toEqual(new Set([1, 2, 3]));
  });

  it('believes an event that came while it was reading, not the older answer', async () => {
    const reading = runs.read();
    const [record] = [...lab.runs.values()].map((run) => run.record);
    if (!record) throw new Error('no run');
    await Promise.resolve();
    lab.emit('run.changed', { run: { ...record, name: 'newer' } });
    await reading;
    expect(runs.get(record.id)?.name).toBe('newer');
  });

  it('reads anew when the lab comes back', async () => {
    lab.goAway();
    lab.addFinished({ changes: COARSE });
    lab.comeBack();
    await settled();
    expect(ids(runs)).toEqual([4, 3, 2, 1]);
    expect(runs.error).toBeNull();
  });

  it('knows the latest progress without making a new list of it', () => {
    const before = runs.list;
    const progress = { step: 9, steps: 10, seconds: 1, stepsPerSecond: 9, secondsLeft: 0.1 };
    lab.emit('run.progress', { run: 1, progress });
    expect(runs.list).toBe(before);
    const run = runs.get(1);
    expect(run && runs.progressOf(run)).toEqual(progress);
  });

  it('of the bin holds exactly the others', async () => {
    const bin = new LiveRuns(lab, true);
    bin.start();
    await lab.request('runs.remove', { runs: [1] });
    await settled();
    expect(ids(bin)).toEqual([1]);
    await lab.request('runs.purge', { runs: [1] });
    expect(ids(bin)).toEqual([]);
  });
});

describe('what is done to runs', () => {
  it('pauses what goes on and resumes the rest, and offers a way back from the bin', async () => {
    const notices = new Notices();
    const commands = new RunCommands(lab, runs, notices);
    await commands.remove(runs.list.slice(0, 2));
    expect(ids(runs)).toEqual([1]);
    const notice = notices.all[0];
    expect(notice?.text).toBe('2 runs moved to the bin.');
    notice?.action?.run();
    await settled();
    expect(runs.list).toHaveLength(3);
    expect(notices.all).toEqual([]);
  });

  it('asks for nothing when nothing can be done', async () => {
    const commands = new RunCommands(lab, runs, new Notices());
    const before = lab.requests.length;
    await commands.pause(runs.list);
    expect(lab.requests).toHaveLength(before);
  });

  it('tells an error once, with its details', async () => {
    const notices = new Notices();
    const commands = new RunCommands(lab, runs, notices);
    const gone = runs.get(1);
    if (!gone) throw new Error('no run');
    lab.runs.delete(1);
    await commands.remove([gone]);
    await commands.remove([gone]);
    expect(notices.all).toHaveLength(1);
    expect(notices.all[0]?.details).toContain('not-found');
  });
});

describe('the table', () => {
  function aTable(hash: string) {
    const app = createAppState(lab, aWindow(hash));
    return { table: new RunsTable(app, runs), app };
  }

  it('selects ranges with Shift and all at once', () => {
    const { table } = aTable('#/runs');
    table.toggle(3, false);
    table.toggle(1, true);
    expect([...table.selected].sort()).toEqual([1, 2, 3]);
    table.toggle(2, false);
    expect(table.selectedRuns.map(({ id }) => id)).toEqual([3, 1]);
    table.toggleAll();
    expect(table.selected.size).toBe(3);
    table.toggleAll();
    expect(table.selected.size).toBe(0);
  });

  it('acts on no run that is filtered out', () => {
    const { table } = aTable('#/runs?selected=1-3&search=start-2');
    expect(table.selectedRuns.map(({ id }) => id)).toEqual([2]);
  });

  it('remembers its columns and their order, and never loses the last one', () => {
    const { table } = aTable('#/runs');
    table.toggleColumn('seed');
    expect(table.columns.at(-1)?.id).toBe('seed');
    table.moveColumn('seed', -1);
    expect(table.columns.at(-2)?.id).toBe('seed');
    for (const id of [...table.chosenColumns]) table.toggleColumn(id);
    expect(table.chosenColumns).toHaveLength(1);
    table.resetColumns();
    expect(table.columns[0]?.id).toBe('status');
  });
});

describe('preferences', () => {
  it('take effect at once and are kept by lab and browser', async () => {
    const window = aWindow();
    const preferences = new Preferences(lab, window.localStorage);
    const theme = () => preferences.get('ui.theme', z.string(), 'system');
    const written = preferences.set('ui.theme', 'dark');
    expect(theme()).toBe('dark');
    await written;
    expect(lab.settings['ui.theme']).toBe('dark');
    expect(new Preferences(lab, window.localStorage).get('ui.theme', z.string(), 'system')).toBe('dark');
  });

  it('follow changes made in another window, and fall back from what makes no sense', async () => {
    const preferences = new Preferences(lab, null);
    preferences.start();
    await lab.request('settings.write', { key: 'run.threads', value: 'many' });
    expect(preferences.get('run.threads', z.int().nullable(), null)).toBeNull();
    await lab.request('settings.write', { key: 'run.threads', value: 4 });
    expect(preferences.get('run.threads', z.int().nullable(), null)).toBe(4);
  });

  it('stay as they are while the lab is away', async () => {
    const preferences = new Preferences(lab, null);
    lab.goAway();
    await preferences.set('ui.theme', 'light');
    expect(preferences.get('ui.theme', z.string(), 'system')).toBe('light');
  });
});
