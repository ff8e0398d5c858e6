/** @file Curves as the screen asks for them: a range of steps, thinned out for so many pixels. */
import type { Curve } from '../contract/values/evaluation-points.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { RunId } from '../contract/values/run-record.ts';
import type { CurveRequest } from '../contract/wire/requests.ts';
import { decimate } from './decimate.ts';
import { readLongSeries } from './read-long-series.ts';
import type { FullSeries, readSeries, TimeAxis } from './tables/series-read.ts';

/** @returns a function that answers a request with one curve per run and metric, without those that have no points */
export function readCurves(series: ReturnType<typeof readSeries>): (request: CurveRequest) => Curve[] {
  return (request) => {
    const from = Math.ceil(request.from ?? 0);
    const to = Math.floor(request.to ?? Number.MAX_SAFE_INTEGER);
    const curves: Curve[] = [];
    for (const run of new Set(request.runs)) {
      let axis: TimeAxis | undefined;
      for (const metric of new Set(request.metrics)) {
        const long = readLongSeries(series, request, { run, metric, from, to });
        const full = long ?? series.series(run, metric, (axis ??= series.timeAxis(run, from, to)), from, to);
        const curve = toCurve(run, metric, full, request);
        if (long) series.fillSeconds(run, curve);
        if (curve.step.length > 0) curves.push(long ? { ...curve, decimated: true } : curve);
      }
    }
    return curves;
  };
}

function toCurve(run: RunId, metric: MetricName, full: FullSeries, request: CurveRequest): Curve {
  const { width, scale, from, to } = request;
  if (width === null) return { run, metric, ...full, decimated: false };
  const kept = decimate(full.step, full.value, { width, scale, from, to });
  if (kept.length === full.step.length) return { run, metric, ...full, decimated: false };
  return {
    run,
    metric,
    step: pick(full.step, kept),
    value: pick(full.value, kept),
    seconds: pick(full.seconds, kept),
    decimated: true,
  };
}

function pick(all: Float64Array, indices: Uint32Array): Float64Array {
  const picked = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i++) picked[i] = all[indices[i] as number] as number;
  return picked;
}
