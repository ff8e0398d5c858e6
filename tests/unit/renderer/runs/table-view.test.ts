import { runTest } from '../../../../src-main/contract/values/filter/match-run.ts';
import { parseFilter } from '../../../../src-main/contract/values/filter/parse-filter.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALL_RUNS } from '../../../../src-main/contract/wire/requests.ts';
import type { OwnRun, RunRecord } from '../../../../src-main/contract/values/run-record.ts';
import type { SweepRecord } from '../../../../src-main/contract/values/sweep-record.ts';
import { columnOf } from '../../../../src-renderer/runs/columns.ts';
import {
  columnsThatDiffer,
  filterRuns,
  formatIds,
  formatSorts,
  nextSorts,
  parseIds,
  parseSorts,
  pinnedFirst,
  sortRuns,
} from '../../../../src-renderer/runs/table-view.ts';
import { TEST_EXPERIMENTS } from '../../../helpers/fake-lab-data.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';

const context = {
  progressOf: (run: RunRecord) => run.progress,
  defaultsOf: (run: RunRecord) => TEST_EXPERIMENTS.find(({ id }) => id === run.experiment)?.config,
  sweepOf: () => undefined as SweepRecord | undefined,
};
const names = (runs: readonly RunRecord[]) => runs.map((run) => run.name);

let runs: RunRecord[];

beforeAll(() => {
  const lab = new FakeLab();
  const add = (name: string, decay: number, more: Partial<OwnRun> = {}) =>
    lab.addFinished(
      {
        experiment: 'test-2022/addition',
        name,
        changes: { 'optimizer.weightDecay': decay, 'evaluation.every': 5000, 'evaluation.growth': 2 },
      },
      more,
    );
  runs = [
    add('run-10', 1, { point2: { step: 300, after: 200 } }),
    add('run-9', 0.5, { point2: null, status: 'failed' }),
    add('run-2', 1, { point2: { step: 100, after: 50 }, tags: ['Baseline'] }),
  ];
});

describe('sorting', () => {
  it('puts what is missing last, upwards and downwards', () => {
    expect(names(sortRuns(runs, parseSorts('point2'), context))).toEqual(['run-2', 'run-10', 'run-9']);
    expect(names(sortRuns(runs, parseSorts('-point2'), context))).toEqual(['run-10', 'run-2', 'run-9']);
  });

  it('counts numbers inside names', () => {
    expect(names(sortRuns(runs, parseSorts('name'), context))).toEqual(['run-2', 'run-9', 'run-10']);
  });

  it('goes by several columns, config paths among them', () => {
    expect(names(sortRuns(runs, parseSorts('-optimizer.weightDecay,name'), context))).toEqual([
      'run-2',
      'run-10',
      'run-9',
    ]);
  });

  it('leaves equal rows in their order and the list itself alone', () => {
    const before = [...runs];
    expect(names(sortRuns(runs, parseSorts('experiment'), context))).toEqual(names(before));
    expect(runs).toEqual(before);
  });

  it('is written into the address and read from it, unknown columns left out', () => {
    expect(formatSorts(parseSorts('-created,name,nonsense'))).toBe('-created,name');
  });

  it('turns with each click: up, down, off; with Shift besides the others', () => {
    const once = nextSorts([], 'name', false);
    const twice = nextSorts(once, 'name', false);
    expect(formatSorts(once)).toBe('name');
    expect(formatSorts(twice)).toBe('-name');
    expect(formatSorts(nextSorts(twice, 'name', false))).toBe('');
    expect(formatSorts(nextSorts(twice, 'id', true))).toBe('-name,id');
    expect(formatSorts(nextSorts(twice, 'id', false))).toBe('id');
  });
});

describe('filtering', () => {
  it('wants every word, in name, tags, status or settings, whatever its case', () => {
    expect(
      names(filterRuns(runs, { search: 'baseline RUN', statuses: [], test: undefined }, context)),
    ).toEqual(['run-2']);
    expect(names(filterRuns(runs, { search: 'λ 0.5', statuses: [], test: undefined }, context))).toEqual([
      'run-9',
    ]);
    expect(filterRuns(runs, { search: 'nothing like it', statuses: [], test: undefined }, context)).toEqual(
      [],
    );
  });

  it('keeps only the statuses asked for', () => {
    expect(
      names(filterRuns(runs, { search: '', statuses: ['failed', 'paused'], test: undefined }, context)),
    ).toEqual(['run-9']);
  });

  it('keeps the runs that pass a filter', () => {
    const test = runTest(parseFilter('name = run-2'));
    expect(names(filterRuns(runs, { search: '', statuses: [], test }, context))).toEqual(['run-2']);
  });

  it('puts pinned runs first and leaves the order of the others alone', () => {
    const [first, second, ...rest] = runs;
    const marked = [first, { ...second, pinned: true }, ...rest] as RunRecord[];
    expect(names(pinnedFirst(marked))).toEqual(names([second, first, ...rest] as RunRecord[]));
    expect(pinnedFirst(runs)).toBe(runs);
  });

  it('gives the same list back when nothing is asked', () => {
    expect(filterRuns(runs, { search: '  ', statuses: [], test: undefined }, context)).toBe(runs);
  });
});

describe('what a sweep varied', () => {
  const RATES = [0.001, 0.0003, 0.01];
  /** A sweep over the rate and two seeds beside a run of no sweep; the rate 0.001 is the experiment's own. */
  async function swept() {
    const lab = new FakeLab();
    const alone = lab.addFinished({ experiment: 'test-2022/addition', changes: {}, name: 'alone' });
    const { sweep } = await lab.request('sweeps.create', {
      ...{ name: 'rates', tags: [], engine: 'onnx-cpu', threads: null, parallel: null },
      ...{ reuse: false, skipInvalid: false },
      spec: {
        ...{ experiment: 'test-2022/addition', changes: {}, samples: 0, draw: 1, points: [], search: null },
        axes: [{ kind: 'grid', path: 'optimizer.learningRate', values: RATES }],
        seeds: [1, 2],
      },
    });
    const { runs: all } = await lab.request('runs.list', ALL_RUNS);
    const knowing = { ...context, sweepOf: (run: RunRecord) => (run.sweep === sweep.id ? sweep : undefined) };
    const text = (run: RunRecord) => columnOf('swept')?.text(run, knowing);
    return { all, alone, knowing, text };
  }

  it('is said of each of its runs, the seed and the experiment’s own value too, and of no other run', async () => {
    const { all, alone, text } = await swept();
    const said = all.filter(({ sweep }) => sweep !== null).map(text);
    expect(new Set(said).size).toBe(6);
    expect(said).toContain('η 0.001 · seed 1');
    expect(text(alone)).toBe('');
  });

  it('orders runs by its numbers, those of no sweep last', async () => {
    const { all, knowing, text } = await swept();
    const up = sortRuns(all, parseSorts('swept'), knowing).map(text);
    const rates = ['0.0003', '0.001', '0.01'].flatMap((rate) => [`η ${rate} · seed 1`, `η ${rate} · seed 2`]);
    expect(up).toEqual([...rates, '']);
    expect(sortRuns(all, parseSorts('-swept'), knowing).map(text)).toEqual([...rates.reverse(), '']);
  });

  it('is found by the search, also once the sweep is known later than its runs', async () => {
    const { all, knowing, text } = await swept();
    const asked = { search: 'η 0.001', statuses: [], test: undefined };
    expect(filterRuns(all, asked, context)).toEqual([]);
    expect(filterRuns(all, asked, knowing).map(text).sort()).toEqual([
      'η 0.001 · seed 1',
      'η 0.001 · seed 2',
    ]);
  });
});

describe('only what differs', () => {
  it('hides columns that are the same in all rows', () => {
    const columns = ['status', 'name', 'experiment', 'optimizer.weightDecay', 'seed'];
    expect(columnsThatDiffer(columns, runs, context)).toEqual(['status', 'name', 'optimizer.weightDecay']);
  });
});

describe('numbers of runs in an address', () => {
  it('are written as ranges', () => {
    expect(formatIds([3, 1, 2, 9, 2])).toBe('1-3,9');
    expect(parseIds('1-3,9')).toEqual([1, 2, 3, 9]);
  });

  it('are taken from anything that was typed, without filling the memory', () => {
    expect(parseIds('x,-2,4,,5-4')).toEqual([4]);
    expect(parseIds('1-999999999999').length).toBe(100_000);
  });
});
