/** @file The requests about how fast the engines are on this machine. */
import { z } from 'zod';
import { threadCount } from '../values/run-limits.ts';
import { request } from './request.ts';
import { benchCase, benchTurn } from './worker-protocol.ts';

/** The newest timing of the engines, whole or as far as it went. */
export const benchReport = z.strictObject({
  /** stopped: by somebody, or because the lab ended. */
  state: z.enum(['running', 'finished', 'stopped', 'failed']),
  /** Unix time in milliseconds. */
  startedAt: z.number(),
  /** 0 while it goes on. */
  endedAt: z.number(),
  threads: z.int(),
  cpu: z.string(),
  cores: z.int(),
  /** Of the lab that measured. */
  version: z.string(),
  /** Runs that trained beside it when it began: with any, the times say less. */
  beside: z.int(),
  /** What is timed now; null unless it goes on. */
  turn: benchTurn.nullable(),
  cases: z.array(benchCase),
  /** Why it failed; '' otherwise. */
  reason: z.string(),
});
export type BenchReport = z.infer<typeof benchReport>;

const nothing = z.strictObject({});

export const BENCH_REQUESTS = {
  /** null: nothing was timed here yet. */
  'bench.read': request(nothing, z.strictObject({ bench: benchReport.nullable() })),
  /** Times a training step of every workload on every engine that works here. What is going on already goes on. */
  'bench.start': request(
    z.strictObject({
      /** null: two, or the cores there are. */
      threads: threadCount.nullable(),
      /** One workload on the default engine. */
      quick: z.boolean(),
    }),
    z.strictObject({ bench: benchReport }),
  ),
  'bench.stop': request(nothing, z.strictObject({ bench: benchReport.nullable() })),
} as const;
