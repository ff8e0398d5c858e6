import { expect, it } from 'vitest';
import { benchFigure, benchSource } from '../../../../src-renderer/settings/bench-figure.ts';
import { BENCH_CASES, FakeBench } from '../../../helpers/fake-lab-bench.ts';

const ink = {
  ...{ text: '#000', muted: '#666', grid: '#ddd', ground: '#fff', shade: '#eee' },
  runs: ['#111', '#222', '#333'],
};
const size = { ink, width: 800, height: 340 };

it('puts a mark for each case, slower ones further right, the first workload at the top', () => {
  const { marks } = benchFigure(BENCH_CASES, size);
  expect(marks).toHaveLength(BENCH_CASES.length);
  const [onnx, node, reference, second] = marks;
  expect(onnx?.label).toContain('W1 1x128 ctx2 b512 on onnx-cpu: 12.4 ms a step');
  expect(node?.x).toBeGreaterThan(onnx?.x ?? Infinity);
  expect(reference?.x).toBeGreaterThan(node?.x ?? Infinity);
  expect(second?.y).toBeGreaterThan(onnx?.y ?? Infinity);
});

it('draws one floor per workload, left of every engine that does more than its products', () => {
  const { shapes, marks } = benchFigure(BENCH_CASES, size);
  // Upright and strong; the one in the legend is shorter.
  const floors = shapes.filter(
    (shape) =>
      shape.kind === 'line' &&
      shape.points[0] === shape.points[2] &&
      (shape.points[3] ?? 0) - (shape.points[1] ?? 0) === 14,
  );
  expect(floors).toHaveLength(4);
  const first = floors[0]?.kind === 'line' ? (floors[0].points[0] ?? NaN) : NaN;
  expect(first).toBeLessThan(marks[0]?.x ?? -Infinity);
});

it('keeps everything inside its frame, also where it is narrow', () => {
  for (const width of [320, 560, 1200]) {
    for (const { x, y } of benchFigure(BENCH_CASES, { ...size, width }).marks) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(width);
      expect(y).toBeLessThan(size.height);
    }
  }
});

it('gives every number to the CSV', () => {
  const bench = new FakeBench(() => {});
  bench.handlers['bench.start']({ threads: 2, quick: false });
  bench.finish();
  if (!bench.report) throw new Error('no report');
  const rows = benchSource(bench.report, '').csv().trim().split(/\r?\n/);
  expect(rows[0]).toBe('case,engine,threads,msPerStep,floorMs,compileMs');
  expect(rows[1]).toBe('W1 1x128 ctx2 b512,onnx-cpu,2,12.4,7.1,90');
  expect(rows).toHaveLength(1 + BENCH_CASES.length);
});
