import { beforeEach, describe, expect, it, vi } from 'vitest';
import { applyChanges, formatTexts, parseTexts } from '../../../../src-renderer/new-run/apply-changes.ts';
import { formGroups, rangeWords } from '../../../../src-renderer/new-run/form-groups.ts';
import { groupByPaper, quickStart } from '../../../../src-renderer/new-run/gallery.ts';
import { RunForm } from '../../../../src-renderer/new-run/run-form.svelte.ts';
import { fieldAt } from '../../../../src-main/contract/values/config-fields.ts';
import type { AppState } from '../../../../src-renderer/app-state.ts';
import { createAppState } from '../../../../src-renderer/app-state.ts';
import { aRunConfig, TEST_EXPERIMENTS } from '../../../helpers/fake-lab-data.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

const base = aRunConfig();
const addition = TEST_EXPERIMENTS[1] as (typeof TEST_EXPERIMENTS)[number];

describe('what was typed, applied to a config', () => {
  it('becomes numbers, words and lists', () => {
    const { config, errors } = applyChanges(base, {
      'optimizer.weightDecay': '0.5',
      'task.splitSeed': 'seed',
      measures: 'losses, effective',
      'model.tied': 'true',
    });
    expect(errors).toEqual({});
    expect(config.optimizer.weightDecay).toBe(0.5);
    expect(config.measures).toEqual(['losses', 'effective']);
    expect(config.model).toMatchObject({ tied: true });
  });

  it('keeps what fits and says beside each field what does not', () => {
    const { config, errors } = applyChanges(base, {
      'task.trainFraction': '1.5',
      'batch.size': 'many',
      'optimizer.weightDecay': '0.5',
    });
    expect(config.optimizer.weightDecay).toBe(0.5);
    expect(config.batch.size).toBe(512);
    expect(errors['task.trainFraction']).toBe('Expected a number above 0 and below 1, got 1.5.');
    expect(errors['batch.size']).toContain('got "many"');
  });

  it('finds two fields that contradict each other', () => {
    const { config, errors } = applyChanges(base, { 'model.width': '130', seed: '3' });
    expect(errors['model.heads']).toContain('does not divide');
    expect(config.model.width).toBe(128);
    expect(config.seed).toBe(3);
  });

  it('names a field that does not exist in this variant', () => {
    expect(applyChanges(base, { 'optimizer.momentum': '0.9' }).errors['optimizer.momentum']).toContain(
      'optimizer.kind=sgd',
    );
  });

  it('switches a kind together with the fields that come with it', () => {
    const { config, errors } = applyChanges(base, { 'optimizer.momentum': '0.9', 'optimizer.kind': 'sgd' });
    expect(errors).toEqual({});
    expect(config.optimizer).toMatchObject({ kind: 'sgd', momentum: 0.9 });
  });

  it('goes into the address and comes back', () => {
    const texts = { 'task.operation': 'x/y if y odd else x-y', seed: '2' };
    expect(parseTexts(formatTexts(texts))).toEqual(texts);
    expect(parseTexts(['nonsense', '=1'])).toEqual({});
  });
});

describe('the sections of the form', () => {
  it('hold every field once, kinds of task, model and loss among them', () => {
    const paths = formGroups(base).flatMap(({ fields }) => fields.map(({ path }) => path));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('optimizer.weightDecay');
    for (const kind of ['task.kind', 'model.kind', 'loss.kind']) expect(paths).toContain(kind);
    expect(formGroups(base).map(({ title }) => title)).toEqual([
      'Run',
      'Task',
      'Model',
      'Optimizer',
      'Evaluation',
      'Budget',
    ]);
  });

  it('say what a field accepts', () => {
    const words = (path: string) => rangeWords(fieldAt(path) as NonNullable<ReturnType<typeof fieldAt>>);
    expect(words('model.layers')).toBe('Whole number, 1 to 8');
    expect(words('task.trainFraction')).toBe('Number, above 0, below 1');
    expect(words('task.splitSeed')).toBe("'seed' or whole number, 0 or more");
    expect(words('model.activation')).toBe('');
  });
});

describe('the gallery', () => {
  it('groups experiments by paper and knows where to start', () => {
    expect(groupByPaper(TEST_EXPERIMENTS).map(({ experiments }) => experiments.length)).toEqual([2, 1]);
    expect(quickStart(TEST_EXPERIMENTS)?.id).toBe('quick-start');
    expect(quickStart(TEST_EXPERIMENTS.slice(1))?.id).toBe('test-2022/addition');
    expect(quickStart([])).toBeUndefined();
  });
});

describe('the form of a new run', () => {
  let lab: FakeLab;
  let app: AppState;
  let form: RunForm;

  beforeEach(() => {
    vi.useFakeTimers();
    lab = new FakeLab();
    app = createAppState(lab, aWindow('#/new/test-2022%2Faddition'));
    form = new RunForm(app, addition);
    return () => vi.useRealTimers();
  });

  it('keeps what differs in the address, and nothing that was typed back to the default', () => {
    form.set('optimizer.weightDecay', '0.5');
    form.set('seed', '2');
    expect(app.router.query.getAll('set')).toEqual(['optimizer.weightDecay=0.5', 'seed=2']);
    expect(form.differing).toEqual(['seed', 'optimizer.weightDecay']);
    form.set('seed', '1');
    form.reset('optimizer.weightDecay');
    expect(app.router.query.getAll('set')).toEqual([]);
  });

  it('follows a chosen model: its fields with their own defaults, what the other’s were set to let go', () => {
    form.set('model.heads', '2');
    form.set('model.width', '64');
    form.set('model.kind', 'mlp');
    const paths = form.groups.flatMap(({ fields }) => fields.map(({ path }) => path));
    expect(paths).toContain('model.initScale');
    expect(paths).not.toContain('model.heads');
    expect(app.router.query.getAll('set')).toEqual(['model.width=64', 'model.kind=mlp']);
    expect(form.errors).toEqual({});
    const scale = fieldAt('model.initScale', form.applied.config) as NonNullable<ReturnType<typeof fieldAt>>;
    expect([form.textOf(scale), form.defaultOf(scale)]).toEqual(['1', '1']);
    form.set('model.initScale', '8');
    form.set('model.initScale', '1');
    expect(app.router.query.getAll('set')).toEqual(['model.width=64', 'model.kind=mlp']);
    form.reset('model.kind');
    expect(form.differing).toEqual(['model.width']);
  });

  it('asks the lab once typing has come to rest, and shows its objection at the field', async () => {
    form.set('task.operation', 'x/y');
    form.set('task.modulus', '98');
    form.preview();
    await vi.advanceTimersByTimeAsync(300);
    expect(form.errors['task.modulus']).toContain('is not a prime');
    expect(form.valid).toBe(false);
    form.set('task.modulus', '89');
    form.preview();
    await vi.advanceTimersByTimeAsync(300);
    expect(form.valid).toBe(true);
    expect(form.estimatedSeconds).toBeGreaterThan(0);
  });

  it('drops an answer that came after the form had changed', async () => {
    const stop = form.preview();
    stop();
    await vi.advanceTimersByTimeAsync(300);
    expect(lab.requests.filter(({ name }) => name === 'experiments.preview')).toEqual([]);
  });

  it('starts the run as ordered and goes to watch it', async () => {
    form.set('optimizer.weightDecay', '0.5');
    form.name = ' mine ';
    form.tagText = 'a, "second try" a';
    form.threadText = '2';
    await form.start();
    expect(lab.requests.find(({ name }) => name === 'runs.create')?.params).toEqual({
      experiment: 'test-2022/addition',
      changes: { 'optimizer.weightDecay': '0.5' },
      name: 'mine',
      tags: ['a', 'second try'],
      engine: 'onnx-cpu',
      threads: 2,
    });
    expect(app.router.route).toEqual({ page: 'run', run: 1 });
  });

  it('starts nothing while a field is wrong', async () => {
    form.threadText = '0';
    await form.start();
    expect(lab.requests.filter(({ name }) => name === 'runs.create')).toEqual([]);
  });

  it('starts nothing under a name that means another run, and says so beside it', async () => {
    form.name = ' last ';
    expect(form.nameTrouble).toContain("'last' means the newest one");
    await form.start();
    expect(lab.requests.filter(({ name }) => name === 'runs.create')).toEqual([]);
    form.name = 'at last';
    expect([form.nameTrouble, form.valid]).toEqual([undefined, true]);
  });

  it('shows why a run was not started', async () => {
    lab.goAway();
    await form.start();
    expect(String(form.startError)).toContain('does not answer');
  });
});
