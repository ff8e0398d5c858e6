/** @file What the lab in memory answers about its runs. */
import { parseFilter } from '../../src-main/contract/values/filter/parse-filter.ts';
import { runTest } from '../../src-main/contract/values/filter/match-run.ts';
import { ENDED, RESUMABLE } from '../../src-main/contract/values/run-record.ts';
import type { Comparison, LabHandlers, RequestName } from '../../src-main/contract/wire/requests.ts';
import { readGrokTimes } from '../../src-main/lab/grok-times.ts';
import type { StoreReader } from '../../src-main/store/store.ts';
import { TEST_EXPERIMENTS } from './fake-lab-data.ts';
import type { FakeRun, FakeRunTable, FakeSurroundings } from './fake-lab-runs.ts';

type RunHandlers = Pick<
  LabHandlers,
  Extract<RequestName, `runs.${string}` | `curves.${string}` | `export.${string}` | `grokTimes.${string}`>
>;

export function runHandlers(table: FakeRunTable, lab: FakeSurroundings): RunHandlers {
  return {
    'runs.create': (order) => ({ run: table.change(table.create(order), {}) }),
    'runs.list': ({ deleted }) => {
      const runs = table.records();
      const found = runs.filter((run) => (run.deletedAt !== null) === deleted).sort((a, b) => b.id - a.id);
      return { runs: found, total: found.length };
    },
    'runs.get': ({ run: reference }) => {
      const run = table.get(reference);
      return {
        run: run.record,
        checkpoints: run.done
          ? [
              {
                step: run.steps[run.done - 1] as number,
                file: `step-${run.steps[run.done - 1]}.safetensors`,
                bytes: 912_384,
                createdAt: lab.now(),
              },
            ]
          : [],
        comparisons: comparisons(run),
        command: `groklab run ${run.record.experiment} --seed ${run.record.config.seed} --engine ${run.record.engine}`,
      };
    },
    'runs.pause': ({ runs }) =>
      table.changeAll(runs, (run) =>
        ENDED.has(run.status) ? {} : { status: 'paused', reason: 'Paused by hand.' },
      ),
    'runs.resume': ({ runs }) =>
      table.changeAll(runs, (run) => (RESUMABLE.has(run.status) ? { status: 'queued', reason: '' } : {})),
    'runs.stop': ({ runs }) =>
      table.changeAll(runs, (run) =>
        ENDED.has(run.status) ? {} : { status: 'stopped', reason: 'Stopped by hand.' },
      ),
    'runs.remove': ({ runs }) => table.changeAll(runs, () => ({ deletedAt: lab.now() })),
    'runs.restore': ({ runs }) => table.changeAll(runs, () => ({ deletedAt: null })),
    'runs.purge': ({ runs }) => {
      for (const id of runs) {
        table.all.delete(id);
        lab.emit('run.purged', { run: id });
      }
      return { purged: runs };
    },
    'runs.edit': ({ run, name, note, tags, pinned, archived }) => ({
      run: table.change(table.get(run), {
        ...(name !== undefined && { name }),
        ...(note !== undefined && { note }),
        ...(tags !== undefined && { tags }),
        ...(pinned !== undefined && { pinned }),
        ...(archived !== undefined && { archived }),
      }),
    }),
    'grokTimes.read': ({ query, ...question }) => {
      const fits = runTest(parseFilter(query.filter));
      const all = table.records();
      const runs = all.filter(
        (run) => run.deletedAt === null && (query.sweep === null || run.sweep === query.sweep) && fits(run),
      );
      const curves: StoreReader['curves'] = ({ runs: ids, metrics, from, to }) =>
        ids.flatMap((id) => metrics.map((metric) => table.curve(id, metric, from ?? -1, to ?? Infinity)));
      return readGrokTimes({ curves } as StoreReader, runs, question);
    },
    'curves.read': ({ runs, metrics, from, to }) => ({
      curves: runs.flatMap((run) =>
        metrics.map((metric) => table.curve(run, metric, from ?? -1, to ?? Infinity)),
      ),
    }),
    'export.curves': ({ runs }) => ({ text: table.curvesCsv(runs.length ? runs : [...table.all.keys()]) }),
    'export.runs': () => ({
      text: [
        'id,name',
        ...[...table.all.values()].map(({ record }) => `${record.id},${record.name}`),
        '',
      ].join('\n'),
    }),
  };
}

function comparisons({ record }: FakeRun): Comparison[] {
  const expected = TEST_EXPERIMENTS.find(({ id }) => id === record.experiment)?.expected ?? [];
  return expected.map((one) => {
    const { kind } = one.quantity;
    const point = kind === 'point1' ? record.point1 : kind === 'point2' ? record.point2 : null;
    const measured = kind === 'final' ? (record.last['weights/norm'] ?? null) : (point?.step ?? null);
    const inside = measured !== null && measured >= one.low && measured <= one.high;
    const open = measured === null && !ENDED.has(record.status);
    return { expected: one, measured, verdict: open ? 'open' : inside ? 'pass' : 'miss' };
  });
}
