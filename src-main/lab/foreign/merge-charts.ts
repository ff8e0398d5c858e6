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
    times: timesOf(a, b),
  };
}

/** Unix times are beyond it, running seconds below: it is three years. */
const UNIX_FROM = 1e8;

/** As the files have them: taken from the first of each table they would be of two clocks. Where they are, the first's. */
function timesOf({ times: a }: ForeignRun, { times: b }: ForeignRun): ForeignRun['times'] {
  const areUnix = [a, b].map((times) => [...times.values()].some((time) => time >= UNIX_FROM));
  if (a.size > 0 && b.size > 0 && areUnix[0] !== areUnix[1]) return a;
  return new Map([...b, ...a]);
}
