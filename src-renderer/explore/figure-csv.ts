/** @file The numbers behind each figure, as they are drawn. */
import { toCsv, type CsvCell } from '../charts/csv.ts';
import { PHASES } from '../../src-main/contract/values/grok-definition.ts';
import {
  LEFT_OUT_COUNTS,
  type GrokGroup,
  type GrokTimes,
  type GroupValue,
} from '../../src-main/contract/wire/grok-times.ts';

const cell = (value: GroupValue | undefined): CsvCell =>
  value === null || value === undefined ? '' : typeof value === 'boolean' ? String(value) : value;

const values = ({ by }: GrokTimes, group: GrokGroup | undefined): CsvCell[] =>
  by.map((_, i) => cell(group?.values[i]));

/** A row per run, then one per group with its median, then one per law and group. */
export function timesCsv(times: GrokTimes): string {
  const header = [
    ...[...times.by, 'kind', 'run', 'name', 'outcome', 'step', 'low', 'high', 'n', 'events'],
    ...LEFT_OUT_COUNTS,
  ];
  const runs = times.points.map((point) => [
    ...values(times, times.groups[point.group]),
    ...['run', point.run, point.name, point.outcome],
    ...[cell(point.time), cell(point.low), cell(point.high), '', ''],
    ...LEFT_OUT_COUNTS.map(() => ''),
  ]);
  const medians = times.groups.map((group) => [
    ...values(times, group),
    ...['median', '', '', ''],
    ...[cell(group.median), cell(group.low), cell(group.high), group.n, group.events],
    ...LEFT_OUT_COUNTS.map((key) => group[key]),
  ]);
  const laws = times.laws.flatMap(({ law, residuals }) =>
    residuals.map(({ predicted }, i) => [
      ...values(times, times.groups[i]),
      ...[`law ${law}`, '', '', '', cell(predicted), '', '', '', ''],
      ...LEFT_OUT_COUNTS.map(() => ''),
    ]),
  );
  return toCsv(header, [...runs, ...medians, ...laws]);
}

/** Every row of every curve. */
export function survivalCsv(times: GrokTimes): string {
  const columns = ['time', 'atRisk', 'events', 'censored', 'survival', 'low', 'high'] as const;
  const rows = times.groups.flatMap((group) =>
    [...group.curve.time].map((_, i) => [
      ...values(times, group),
      ...columns.map((column) => group.curve[column][i] as number),
    ]),
  );
  return toCsv([...times.by, 'step', 'at_risk', ...columns.slice(2)], rows);
}

/** A row per cell. */
export function heatCsv(times: GrokTimes): string {
  const header = [
    ...[...times.by, 'n', 'events', 'censored', 'median', 'low', 'high', 'phase', ...PHASES],
    ...LEFT_OUT_COUNTS,
  ];
  const rows = times.groups.map((group) => [
    ...values(times, group),
    ...[group.n, group.events, group.censored, cell(group.median), cell(group.low), cell(group.high)],
    group.phase ?? '',
    ...PHASES.map((phase) => cell(group.phases?.[phase])),
    ...LEFT_OUT_COUNTS.map((key) => group[key]),
  ]);
  return toCsv(header, rows);
}
