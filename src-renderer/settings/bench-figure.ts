/** @file Time of a training step per workload and engine on a logarithmic axis, beside the floor that no engine on this
 *  machine can go below: what the step's matrix products alone take. */
import { ENGINE_IDS, type EngineId } from '../../src-main/contract/values/engine-id.ts';
import type { BenchReport } from '../../src-main/contract/wire/bench-requests.ts';
import type { BenchCase } from '../../src-main/contract/wire/worker-protocol.ts';
import { toCsv } from '../charts/csv.ts';
import { axisShapes, place, stroke, text, type Plot, type Shape } from '../charts/shapes.ts';
import {
  disc,
  legendHeight,
  legendRows,
  legendShapes,
  numberAxis,
  wordAxis,
  type Figure,
  type FigureSize,
  type LegendEntry,
  type Mark,
} from '../figures/figure.ts';
import type { FigureSource } from '../figures/save-figure.ts';
import { significant } from '../ui/format.ts';

const LABELS = 190;
const NARROW_LABELS = 44;
/** Below it only the short name of a workload has room. */
const NARROW = 560;
const FLOOR_HALF = 7;

/** Workloads in the order in which they were timed. */
export const workloadsOf = (cases: readonly BenchCase[]): string[] => [
  ...new Set(cases.map((one) => one.case)),
];

export function benchSource(report: BenchReport, note: string): FigureSource {
  return {
    id: 'bench',
    title: 'Time of a training step',
    note,
    make: (size) => benchFigure(report.cases, size),
    csv: () => benchCsv(report.cases),
  };
}

export function benchFigure(cases: readonly BenchCase[], { ink, width, height }: FigureSize): Figure {
  const colour = (engine: EngineId) => ink.runs[ENGINE_IDS.indexOf(engine)] ?? ink.text;
  const engines = ENGINE_IDS.filter((id) => cases.some(({ engine }) => engine === id));
  const entries: LegendEntry[] = [
    ...engines.map((id) => ({ label: id, colour: colour(id), sample: 'disc' as const })),
    { label: 'floor: the matrix products alone', colour: ink.text, sample: 'tick' },
  ];
  const wide = width >= NARROW;
  const left = wide ? LABELS : NARROW_LABELS;
  const legend = legendRows(entries, width - left - 10);
  const plot: Plot = { left, right: width - 16, top: 10, bottom: height - 44 - legendHeight(legend) };
  const workloads = workloadsOf(cases);
  const along = numberAxis(
    'log',
    cases.flatMap(({ msPerStep, floorMs }) => [msPerStep, floorMs]),
  );
  // The first workload stands at the top.
  const names = workloads.toReversed().map((name) => (wide ? name : shortName(name)));
  const up = wordAxis(names);
  const x = (ms: number) => place(along, plot.left, plot.right)(along.scale.toAxis(ms));
  const y = (name: string) =>
    place(up, plot.bottom, plot.top)(workloads.length - 1 - workloads.indexOf(name));
  const floors = workloads.flatMap((name) => floorShapes(cases, name, { x, y: y(name), colour: ink.text }));
  return {
    ...{ width, height, ground: ink.ground },
    shapes: [
      ...axisShapes(along, { ...up, ticks: () => labels(names) }, plot, ink),
      ...floors,
      ...cases.map((one) => disc(x(one.msPerStep), y(one.case), 5, colour(one.engine))),
      text((plot.left + plot.right) / 2, plot.bottom + 33, 'ms per step and seed', ink.muted, 'middle'),
      ...legendShapes(legend, plot.left, plot.bottom + 38, ink),
    ],
    marks: cases.map((one): Mark => ({
      ...{ x: x(one.msPerStep), y: y(one.case), radius: 8, run: null },
      label: caseWords(one),
    })),
  };
}

/** A row is always high enough for its name, whatever the room sideways says. */
const labels = (names: readonly string[]) => names.map((label, at) => ({ at, value: at, label }));

/** 'W1' of 'W1 1x128 ctx2 b512', '4 seeds' where that tells it from another. */
function shortName(name: string): string {
  const seeds = /, (\d+) seeds$/.exec(name)?.[1];
  return `${name.split(' ')[0] ?? name}${seeds ? ` ×${seeds}` : ''}`;
}

function floorShapes(
  cases: readonly BenchCase[],
  name: string,
  { x, y, colour }: { x: (ms: number) => number; y: number; colour: string },
): Shape[] {
  // Every engine was timed in turns with the floor; the shortest was disturbed the least.
  const floor = Math.min(...cases.filter((one) => one.case === name).map(({ floorMs }) => floorMs));
  return [stroke([x(floor), y - FLOOR_HALF, x(floor), y + FLOOR_HALF], colour, 2)];
}

export function caseWords({ case: name, engine, msPerStep, floorMs }: BenchCase): string {
  const rate = significant(1000 / msPerStep);
  const times = significant(msPerStep / floorMs);
  return `${name} on ${engine}: ${significant(msPerStep)} ms a step, ${rate} steps/s, ${times} times the floor`;
}

function benchCsv(cases: readonly BenchCase[]): string {
  const columns = ['case', 'engine', 'threads', 'msPerStep', 'floorMs', 'compileMs'] as const;
  return toCsv(
    [...columns],
    cases.map((one) => columns.map((column) => one[column])),
  );
}
