/** @file A long series for so many pixels: chunks that lie inside one pixel stand for their points, the others are read. The
 *  picture is that of all points, to the last pixel. */
import type { MetricName } from '../contract/values/metric.ts';
import type { RunId } from '../contract/values/run-record.ts';
import type { CurveRequest } from '../contract/wire/requests.ts';
import { binning } from './decimate.ts';
import type { FullSeries, readSeries } from './tables/series-read.ts';
import { keptPoints, unpack, type SeriesChunk } from './tables/series-chunks.ts';

/** Below that, reading everything is as fast. */
const FEW_CHUNKS = 64;

interface Stretch {
  readonly run: RunId;
  readonly metric: MetricName;
  readonly from: number;
  readonly to: number;
}

/** @returns points of which `decimate` keeps what it would keep of all, the seconds of some still NaN; undefined for a series that is not long */
export function readLongSeries(
  series: ReturnType<typeof readSeries>,
  { width, scale, from, to }: CurveRequest,
  stretch: Stretch,
): FullSeries | undefined {
  if (width === null) return undefined;
  const chunks = series.chunks(stretch.run, stretch.metric, stretch.from, stretch.to);
  const [first, last] = [chunks[0], chunks.at(-1)];
  if (!first || !last || chunks.length < FEW_CHUNKS) return undefined;
  const read = (start: number, end: number) => series.bare(stretch.run, stretch.metric, start, end);
  // The ends decide where the pixels are, and may reach beyond what was asked for.
  const head = read(stretch.from, first.last);
  const tail = read(last.first, stretch.to);
  const ends = joined([head, tail]).step;
  const pixelOf = binning(ends, { width, scale, from, to });
  const insideOnePixel = (chunk: SeriesChunk) => pixelOf(chunk.first) === pixelOf(chunk.last);
  return joined([head, ...middle(chunks.slice(1, -1), insideOnePixel, read), tail]);
}

/** Points as they are, or those that a chunk keeps. */
type Part = FullSeries | SeriesChunk;

function middle(
  chunks: readonly SeriesChunk[],
  insideOnePixel: (chunk: SeriesChunk) => boolean,
  read: (start: number, end: number) => FullSeries,
): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < chunks.length; i++) {
    const chunk = chunks[i] as SeriesChunk;
    if (insideOnePixel(chunk)) {
      parts.push(chunk);
      continue;
    }
    // Neighbours are read in one go.
    while (i + 1 < chunks.length && !insideOnePixel(chunks[i + 1] as SeriesChunk)) i++;
    parts.push(read(chunk.first, (chunks[i] as SeriesChunk).last));
  }
  return parts;
}

function joined(parts: readonly Part[]): FullSeries {
  const sizes = parts.map((part) => ('kept' in part ? keptPoints(part) : part.step.length));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  const all = {
    step: new Float64Array(size),
    value: new Float64Array(size),
    seconds: new Float64Array(size),
  };
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if ('kept' in part) unpack(part, all, at);
    else {
      all.step.set(part.step, at);
      all.value.set(part.value, at);
      all.seconds.set(part.seconds, at);
    }
    at += sizes[i] as number;
  }
  return all;
}
