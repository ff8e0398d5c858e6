/** @file W&B exports a table per chart: those of one run, brought in together, are one run. */
import { badForeign, type ForeignRun, type ForeignSeries } from './foreign-run.ts';

/**
 * The runs with those of the same name put together where the name is that of the run and not of its file.
 * @throws LabError `bad-request` where two tables hold the same metric of a run
 */
export function mergeCharts(runs: readonly ForeignRun[]): ForeignRun[] {
  const merged = new Map<string, ForeignRun>();
  for (const [i, run] of runs.entries()) {
    const key = run.format === 'wandb' ? `run ${run.name}` : `file ${i}`;
    const there = merged.get(key);
    merged.set(key, there ? together(there, run) : run);
  }
  return [...merged.values()];
}

function together(a: ForeignRun, b: ForeignRun): ForeignRun {
  const twice = [...b.series.keys()].find((name) => a.series.has(name));
  if (twice !== undefined) {
    const what = `'${twice}' of '${b.name}' is in ${a.file} too`;
    throw badForeign(b.file, '', what, 'leave one of them out');
  }
  return {
    ...a,
    file: `${a.file}, ${b.file}`,
    files: [...a.files, ...b.files],
    series: new Map<string, ForeignSeries>([...a.series, ...b.series]),
    others: [...new Set([...a.others, ...b.others])],
    seconds: new Map([...b.seconds, ...a.seconds]),
  };
}
