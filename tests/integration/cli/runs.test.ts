/** @file The real command and the real worker, on a network of a few hundred weights. What came of it is mostly read in the
 *  test's own process; each command has one of its own somewhere. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { OwnRun, RunRecord } from '../../../src-main/contract/values/run-record.ts';
import { buildDataset } from '../../../src-main/tasks/index.ts';
import { groklab, lastObject, startGroklab, TINY } from '../../helpers/groklab.ts';
import { exportedHere, groklabHere } from '../../helpers/groklab-here.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

const aStore = () => join(temporaryFolder(), 'lab.db');
/** Long enough to be interrupted, with an evaluation and a checkpoint now and then. */
const LONG_STEPS = 4000;
const LONG = [
  '--steps',
  String(LONG_STEPS),
  '--set',
  'evaluation.every=100',
  '--set',
  'checkpoint.everySteps=500',
];

interface RunObject {
  readonly run: number;
  readonly status: string;
  readonly steps: number;
  readonly seconds: number;
  readonly point1: number | null;
  readonly delay: number | null;
  readonly censored: boolean;
  readonly last: Record<string, number>;
}

/** Metric, step and value of every row: what identical curves have in common. */
async function curves(storeFile: string, run: number): Promise<string[]> {
  const lines = (await exportedHere(storeFile, 'curves', '--run', String(run))).trimEnd().split('\n');
  expect(lines[0]).toBe('run,metric,step,seconds,value');
  return lines.slice(1).map((line) => {
    const [, metric, step, , value] = line.split(',');
    return [metric, step, value].join(',');
  });
}

async function shown(
  storeFile: string,
  run: number | string,
  command = groklabHere,
): Promise<RunRecord & { command: string }> {
  return lastObject<{ run: RunRecord & { command: string } }>(
    await command(storeFile, 'show', String(run), '--json'),
  ).run;
}

describe('groklab run', () => {
  it('trains to the end and says what came out, to people and to programs', async () => {
    const store = aStore();
    const words = [
      'run',
      'quick-start',
      ...TINY,
      '--steps',
      '200',
      '--set',
      'points.threshold=0.5',
      '--name',
      'first',
    ];
    const spoken = await groklab(store, ...words, '--tag', 'a');
    expect(spoken).toMatchObject({ code: 0, err: '' });
    expect(spoken.out).toContain('memorised at step');
    expect(spoken.out).toContain('step (logarithmic)');
    expect(spoken.out).toMatch(/Run 1 \(first\) finished after 200 steps in .*: memorised at step \d+/);
    expect(spoken.out).toContain('groklab export curves --run 1');

    const result = await groklab(store, ...words, '--json');
    const object = lastObject<RunObject>(result);
    expect(result.out.trim().split('\n')).toHaveLength(1);
    expect(Object.keys(object)).toEqual([
      ...['run', 'status', 'steps', 'seconds', 'point1', 'point2', 'delay', 'censored', 'relapses', 'last'],
    ]);
    expect(object).toMatchObject({ run: 2, status: 'finished', steps: 200 });
    expect(object.last['val/accuracy']).toBeTypeOf('number');
    expect(await curves(store, 2)).toEqual(await curves(store, 1));
  });

  it('paused by Ctrl-C exits with 130, and resumed it gives the curves of an undisturbed run', async () => {
    const store = aStore();
    const command = startGroklab(store, 'run', 'quick-start', ...TINY, ...LONG, '--json');
    await command.saying('memorised');
    command.process.kill('SIGINT');
    const paused = await command.ended;
    expect(paused.code).toBe(130);
    const { run, status, steps, censored } = lastObject<RunObject>(paused);
    expect({ run, status, censored }).toEqual({ run: 1, status: 'paused', censored: true });
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(LONG_STEPS);

    const resumed = await groklab(store, 'resume', 'last', '--json');
    expect(resumed.code).toBe(0);
    expect(lastObject<RunObject>(resumed)).toMatchObject({ run: 1, status: 'finished', steps: LONG_STEPS });
    const calm = await groklab(store, 'run', 'quick-start', ...TINY, ...LONG, '--json');
    expect(calm.code).toBe(0);
    expect(await curves(store, 1)).toEqual(await curves(store, 2));
  });

  it('killed outright is interrupted for everybody who looks, and goes on from its checkpoint', async () => {
    const store = aStore();
    const command = startGroklab(store, 'run', 'quick-start', ...TINY, ...LONG);
    await command.saying('memorised');
    command.process.kill('SIGKILL');
    expect((await command.ended).signal).toBe('SIGKILL');
    const run = await shown(store, 'last', groklab);
    expect(run.status).toBe('interrupted');
    expect(run.reason).toContain('the lab ended while it ran');
    const resumed = await groklab(store, 'resume', '1', '--json');
    expect(lastObject<RunObject>(resumed)).toMatchObject({ status: 'finished', steps: LONG_STEPS });
    const steps = (await curves(store, 1))
      .filter((row) => row.startsWith('val/loss'))
      .map((row) => row.split(',')[1]);
    expect(new Set(steps).size).toBe(steps.length);
  });

  it('is repeated by the command that show prints', async () => {
    const store = aStore();
    const words = ['--steps', '20', '--seed', '7', '--set', 'task.operation=x/y if y odd else x-y'];
    await groklab(store, 'run', 'quick-start', ...TINY, ...words);
    const { command } = await shown(store, 1);
    const shell = command.replace(/^groklab /, '').match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
    await groklab(store, ...shell.map((word) => word.replace(/^(["'])(.*)\1$/, '$2')));
    expect(await curves(store, 2)).toEqual(await curves(store, 1));
  });
});

describe('a store that another groklab owns', () => {
  it('takes over runs, pauses and resumes them for others', async () => {
    const store = aStore();
    const first = startGroklab(store, 'run', 'quick-start', ...TINY, '--steps', '100000000');
    await first.saying('run 1');
    const second = startGroklab(store, 'run', 'quick-start', ...TINY, '--steps', '50', '--json');
    await second.saying('handed over');
    const result = await second.ended;
    expect(lastObject<RunObject>(result)).toMatchObject({ run: 2, status: 'finished', steps: 50 });

    const pause = await groklab(store, 'pause', '1', '--json');
    expect(lastObject<{ runs: RunRecord[] }>(pause).runs[0]).toMatchObject({ id: 1, status: 'paused' });
    expect((await first.ended).code).toBe(130);
    const nobody = await groklabHere(store, 'pause', '1');
    expect(nobody).toMatchObject({ code: 1, out: '' });
    expect(nobody.err).toMatch(/^groklab: nothing is running: .*\n$/);
  });

  it('serves the others to their end before it leaves', async () => {
    const store = aStore();
    const first = startGroklab(store, 'run', 'quick-start', ...TINY, '--steps', '100000000');
    await first.saying('run 1');
    const second = startGroklab(store, 'run', 'quick-start', ...TINY, '--steps', '10000', '--json');
    await second.saying('handed over');
    // Its own run ends while the other's is on its way.
    expect((await groklab(store, 'stop', '1')).code).toBe(0);
    const { code, out } = await first.ended;
    expect(code).toBe(130);
    expect(out).toContain('still running 1 for other terminals');
    expect(lastObject<RunObject>(await second.ended)).toMatchObject({ status: 'finished', steps: 10_000 });
  });
});

describe('the table of runs', () => {
  it('is listed, compared, exported, binned and purged', async () => {
    const store = aStore();
    expect((await groklab(store, 'runs')).out).toContain(`No runs yet: there is no ${store}. Start with: `);
    expect(existsSync(store)).toBe(false);
    await groklabHere(store, 'run', 'quick-start', ...TINY, '--steps', '20', '--name', '=odd "name"');
    await groklabHere(store, 'run', 'quick-start', ...TINY, '--steps', '20', '--seed', '2');

    expect((await groklabHere(store, 'runs')).out).toContain('quick-start-2');
    const compared = (await groklab(store, 'compare', '1', '2')).out;
    expect(compared).toMatch(/^seed +1 +2$/m);
    const csv = join(temporaryFolder(), 'runs.csv');
    expect(await groklab(store, 'export', 'runs', '--out', csv)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(csv, 'utf8').split('\n')[1]).toMatch(/^1,"'=odd ""name""",quick-start,finished,/);

    expect((await groklab(store, 'rm', '1')).out).toContain('to the bin');
    const { runs } = lastObject<{ runs: RunRecord[] }>(await groklabHere(store, 'runs', '--json'));
    expect(runs.map((run) => run.id)).toEqual([2]);
    expect(lastObject(await groklab(store, 'rm', '2', '--purge', '--json'))).toEqual({ purged: [2] });
    expect((await groklabHere(store, 'show', '2')).code).toBe(2);
  });

  it('writes nothing where the file cannot be written', async () => {
    const store = aStore();
    await groklabHere(store, 'run', 'quick-start', ...TINY, '--steps', '5');
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const result = await groklabHere(store, 'export', 'runs', '--out', join(folder, 'file', 'runs.csv'));
    expect(result.code).toBe(2);
    expect(result.err).toContain('--out');
  });
});

describe('groklab doctor', () => {
  it('tells what works, with a remedy for what does not', async () => {
    const result = await groklab(aStore(), 'doctor', '--json');
    expect(result.code).toBe(0);
    const { checks } = lastObject<{ checks: { name: string; ok: boolean; remedy: string }[] }>(result);
    const names = checks.map((check) => check.name);
    expect(names).toEqual(expect.arrayContaining(['node', 'engine onnx-cpu', 'store', 'disk', 'electron']));
    for (const check of checks) expect(check.ok || check.remedy !== '').toBe(true);
  });
});

describe('groklab run --engine auto', () => {
  it('says how the engines did, and the run has the fastest that can do its precision', async () => {
    const storeFile = aStore();
    const words = ['run', 'quick-start', ...TINY, '--steps', '20', '--set', 'precision=float64', '--engine', 'auto'];
    const result = await groklab(storeFile, ...words);
    expect(result.code).toBe(0);
    expect(result.out).toMatch(/engine auto is onnx-cpu here: onnx-cpu [\d.e+]+ ms per step, .*tfjs-cpu is out \(precision/);
    const shown = await groklabHere(storeFile, 'show', 'last');
    expect(shown.out).toContain('--engine onnx-cpu');
  }); // oxfmt-ignore
});

describe('groklab export model', () => {
  it('writes the network of the newest checkpoint, which answers as the last evaluation says', async () => {
    const storeFile = aStore();
    // Some megabytes of weights: what is small arrives whichever way it is sent.
    const wide = ['--set', 'model.width=256', '--set', 'model.mlpWidth=1024'];
    const run = await groklabHere(storeFile, 'run', 'quick-start', ...TINY, ...wide, '--steps', '120', '--json');
    const { last } = lastObject<RunObject>(run);
    const out = join(storeFile, '..', 'network.onnx');
    const result = await groklab(storeFile, 'export', 'model', '--run', 'last', '--out', out);
    expect(result.code, result.err).toBe(0);
    expect(result.err).toMatch(/run 1 after step 120, any number of examples/);
    const shown = await groklabHere(storeFile, 'show', 'last', '--json');
    const { config } = lastObject<{ run: OwnRun }>(shown).run;
    const { validation } = buildDataset(config, () => new Uint8Array());
    const session = await ort.InferenceSession.create(out);
    const tokens = new ort.Tensor('int32', validation.inputs.data as Int32Array, [...validation.inputs.shape]);
    const { logits } = await session.run({ tokens });
    expect(accuracyOf(logits?.data as Float32Array, validation.labels.data)).toBeCloseTo(last['val/accuracy'] ?? NaN, 6);
    await session.release();
  }); // oxfmt-ignore

  it('wants one run, with a checkpoint', async () => {
    const storeFile = aStore();
    await groklabHere(storeFile, 'run', 'quick-start', ...TINY, '--steps', '10');
    expect(await groklabHere(storeFile, 'export', 'model')).toMatchObject({ code: 2, err: expect.stringContaining('--run') as string });
    expect(await groklabHere(storeFile, 'export', 'model', '--run', '7')).toMatchObject({ code: 2 });
  }); // oxfmt-ignore
});

/** Share of rows whose largest logit is the label's. */
function accuracyOf(logits: Float32Array, labels: Int32Array): number {
  const classes = logits.length / labels.length;
  const right = [...labels].filter((label, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(Math.max(...scores)) === label;
  });
  return right.length / labels.length;
}
