/** @file Messages nobody should send: a right one of every request, and ways to spoil it. Seeded, so that a failure
 *  can be repeated. */
import type { Rng } from '../../../src-main/base/rng.ts';
import { encode } from '../../../src-main/contract/wire/codec.ts';
import { ALL_RUNS, type RequestName, type RequestParams } from '../../../src-main/contract/wire/requests.ts';

const ids = { runs: [1, 2] };
const SPEC: RequestParams<'sweeps.preview'>['spec'] = {
  experiment: 'quick-start',
  changes: { 'budget.steps': 10 },
  axes: [
    { kind: 'grid', path: 'optimizer.weightDecay', values: [0.3, 1] },
    { kind: 'range', path: 'optimizer.learningRate', min: 1e-4, max: 1e-2, scale: 'log', whole: false },
    { kind: 'choice', path: 'task.operation', values: ['x+y', 'x*y'] },
  ],
  samples: 2,
  draw: 1,
  points: [{ 'task.modulus': 7 }],
  seeds: [1, 2],
  search: null,
};
const one = { sweep: 1 };
const everyRun = { runs: [], format: 'csv' as const };

const UPLOAD = '3f0a2f5e-6d1c-4b7e-9a35-0d5f1f3f9c11';

/** Total over the table: a new request without an example does not compile. */
export const EXAMPLES: { readonly [N in RequestName]: RequestParams<N> } = {
  'experiments.list': {},
  'experiments.preview': { experiment: 'quick-start', changes: { seed: 1, 'optimizer.weightDecay': 0.5 } },
  'engines.choose': { experiment: 'quick-start', changes: { seed: 1 }, threads: 1 },
  'runs.create': {
    experiment: 'quick-start',
    changes: { seed: 2 },
    name: 'a name',
    tags: ['tag'],
    engine: 'onnx-cpu',
    threads: null,
  },
  'runs.list': { ...ALL_RUNS, statuses: ['running'], search: 'mod', limit: 10 },
  'runs.get': { run: 1 },
  'runs.pause': ids,
  'runs.resume': ids,
  'runs.stop': ids,
  'runs.remove': ids,
  'runs.restore': ids,
  'runs.purge': ids,
  'runs.edit': { run: 1, name: 'other', note: 'a note', tags: ['x'] },
  'curves.read': { runs: [1], metrics: ['val/accuracy'], width: 800, scale: 'log', from: null, to: null },
  'grokTimes.read': {
    query: { ...ALL_RUNS, limit: 10 },
    by: ['optimizer.weightDecay'],
    definition: { metric: 'points', threshold: null, sustain: null, delay: false },
    phases: { accuracy: 0.9, within: 1e5, gap: 1e3 },
    level: 0.95,
  },
  'export.curves': everyRun,
  'export.runs': everyRun,
  'lab.status': {},
  'lab.doctor': {},
  'lab.backup': { file: '/tmp/copy.groklab' },
  'bench.read': {},
  'bench.start': { threads: 1, quick: true },
  'bench.stop': {},
  'settings.read': {},
  'settings.write': { key: 'theme', value: 'dark' },
  'archives.import': { file: '/no/such/archive.zip' },
  'foreign.import': {
    ...{
      files: ['/no/such/file.csv'],
      map: { acc: 'val/accuracy' },
      step: 'step',
      experiment: 'quick-start',
    },
    ...{ settings: { seed: 1 }, tags: ['tag'], name: 'name', again: false },
  },
  'uploads.add': { upload: null, name: 'a.csv', at: 0, data: 'c3RlcA==' },
  'uploads.import': {
    ...{ uploads: [UPLOAD], map: { acc: 'val/accuracy' }, step: 'step', experiment: 'quick-start' },
    ...{ settings: { seed: 1 }, tags: ['tag'], name: 'name', again: false },
  },
  'uploads.discard': { uploads: [UPLOAD] },
  'sweeps.preview': { spec: SPEC, reuse: true },
  'sweeps.create': {
    ...{ spec: SPEC, name: '', tags: ['tag'], engine: 'onnx-cpu', threads: 1 },
    ...{ parallel: 2, reuse: false, skipInvalid: true },
  },
  'sweeps.extend': {
    sweep: 'last',
    addition: { values: { 'optimizer.weightDecay': [3] }, samples: 1, points: [], seeds: [3] },
    ...{ reuse: true, skipInvalid: false },
  },
  'sweeps.previewExtension': {
    sweep: 'last',
    addition: { values: { 'optimizer.weightDecay': [3] }, samples: 1, points: [], seeds: [3] },
    reuse: true,
  },
  'sweeps.list': { deleted: false, limit: 10, offset: 0 },
  'sweeps.get': one,
  'sweeps.pause': one,
  'sweeps.resume': one,
  'sweeps.stop': one,
  'sweeps.rerunMissing': one,
  'sweeps.remove': one,
  'sweeps.restore': one,
  'sweeps.purge': one,
  'sweeps.edit': { sweep: 1, name: 'other', parallel: null },
  'queue.read': { limit: 10 },
  'queue.move': { ...ids, to: 'first' },
  'queue.prioritize': { ...ids, priority: 1 },
  'queue.configure': { parallel: 2, threads: null },
  'queue.pause': { running: true },
  'queue.resume': {},
};

const CURIOUS: readonly unknown[] = [
  null,
  true,
  NaN,
  Infinity,
  -Infinity,
  -1,
  0,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  'last',
  '../../etc/passwd',
  "'; DROP TABLE runs; --",
  '\0',
  '\ud800',
  'x'.repeat(5000),
  '=1+1',
  [],
  {},
  [[[[]]]],
  [null],
  { $f64: 'AAAA' },
  { $f64: 'AAAAAAAAAAA=' },
  { $num: 'NaN' },
  { $num: {} },
  { length: 3 },
  { then: 1 },
  new Float64Array(2),
  Array.from({ length: 101 }, (_, i) => i - 50),
];
const KEYS = ['__proto__', 'constructor', 'toString', 'then', 'run', 'runs', 'key', '', 'x'.repeat(200)];

const pick = <T>(rng: Rng, list: readonly T[]): T => list[rng.integer(list.length)] as T;

/** Anything that JSON can hold, a few levels deep. */
function anything(rng: Rng, depth = 3): unknown {
  const kind = rng.integer(depth > 0 ? 4 : 2);
  if (kind < 2) return pick(rng, CURIOUS);
  const size = rng.integer(4);
  if (kind === 2) return Array.from({ length: size }, () => anything(rng, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, () => [pick(rng, KEYS), anything(rng, depth - 1)]));
}

/** One place of a value changed: a key gone or added, a value replaced by a curious one. */
function spoil(rng: Rng, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && rng.integer(3) > 0) {
    const at = rng.integer(value.length);
    return value.map((item, i) => (i === at ? spoil(rng, item) : (item as unknown)));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return pick(rng, CURIOUS);
  const entries = Object.entries(value);
  const way = rng.integer(4);
  if (way === 0 || entries.length === 0)
    return Object.fromEntries([...entries, [pick(rng, KEYS), anything(rng)]]);
  const at = rng.integer(entries.length);
  if (way === 1) return Object.fromEntries(entries.filter((_, i) => i !== at));
  return Object.fromEntries(entries.map(([key, item], i) => [key, i === at ? spoil(rng, item) : item]));
}

/** Text that was cut, doubled or had characters replaced on the way. */
function damage(rng: Rng, text: string): string {
  const at = rng.integer(text.length + 1);
  const way = rng.integer(4);
  if (way === 0) return text.slice(0, at);
  if (way === 1) return text.slice(0, at) + text.slice(rng.integer(at + 1));
  if (way === 2) return text.slice(0, at) + pick(rng, [...'{}[]",:\\x0-\u0000é']) + text.slice(at + 1);
  return text.slice(0, at) + pick(rng, ['{}', '[', '"', ',,', '{"__proto__":{"x":1}}']) + text.slice(at);
}

/** The body of one hostile message for a request. */
export function hostileBody(rng: Rng, name: RequestName): string {
  const way = rng.integer(4);
  if (way === 0) return encode(anything(rng));
  if (way === 1) return damage(rng, encode(EXAMPLES[name]));
  const once = spoil(rng, EXAMPLES[name]);
  return encode(way === 2 ? once : spoil(rng, once));
}
