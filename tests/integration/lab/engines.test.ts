/** @file Engines that are missing, break down or hang while they are looked at, and the choice among those that work. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import type { EngineReport } from '../../../src-main/contract/wire/worker-protocol.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import { examine } from '../../../src-main/lab/doctor.ts';
import { EngineDirectory } from '../../../src-main/lab/engine-directory.ts';
import { probeEngines } from '../../../src-main/lab/probe-engines.ts';
import { forkWorkers } from '../../../src-main/lab/worker-process.ts';
import { BUILT_SCRIPTED_WORKER } from '../../helpers/built.ts';
import { aLab, anOrder, temporaryFolder } from '../../helpers/lab-in-folder.ts';
import type { Script } from '../../helpers/scripted-worker.ts';

const spawner = (script: Script) =>
  forkWorkers({ entry: BUILT_SCRIPTED_WORKER, env: { SCRIPTED_WORKER: JSON.stringify(script) } });

const byEngine = (reports: readonly EngineReport[]) => Object.fromEntries(reports.map((r) => [r.engine, r]));

describe('looking which engines work', () => {
  it('costs one row where an engine breaks down or hangs, and says which and what to do', async () => {
    const spawn = spawner({ engines: { 'tfjs-node': 'crash', 'tfjs-cpu': 'hang' } });
    const reports = byEngine(await probeEngines(spawn, 5000));
    expect(reports['onnx-cpu']).toMatchObject({ available: true });
    expect(reports['tfjs-node']?.reason).toMatch(/broke down while it was probed.*SIGSEGV/);
    expect(reports['tfjs-node']?.remedy).toContain('npm run engine:tfjs-node -- --again');
    expect(reports['tfjs-cpu']?.reason).toMatch(/no answer within 5 s/);
  });

  it('stands in the doctor’s table with what was found and the remedy', async () => {
    const checks = await examine(join(temporaryFolder(), 'lab.db'), spawner({ engines: { 'tfjs-node': 'missing' } }));
    const row = checks.find(({ name }) => name === 'engine tfjs-node');
    expect(row).toEqual({ name: 'engine tfjs-node', ok: false, detail: 'it is not there', remedy: 'fetch it' });
  }); // oxfmt-ignore
});

describe('a run on an engine that does not work', () => {
  it('is refused, not moved to another one, and nothing is stored', async () => {
    const lab = await aLab(join(temporaryFolder(), 'lab.db'), { engines: { 'tfjs-node': 'missing' } });
    const refused = lab.request('runs.create', { ...anOrder(), engine: 'tfjs-node' });
    await expect(refused).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringMatching(/tfjs-node does not work here: it is not there; fetch it/),
    });
    expect((await lab.request('runs.list', ALL_RUNS)).total).toBe(0);
  }); // oxfmt-ignore
});

describe('the engine auto', () => {
  it('is the fastest of those that work, with how each of them did', async () => {
    const script = { engines: { 'tfjs-cpu': 'crash' }, paces: { 'onnx-cpu': 5, 'tfjs-node': 2 } } as const;
    const lab = await aLab(join(temporaryFolder(), 'lab.db'), script);
    const { changes, experiment } = anOrder();
    const { engine, paces } = await lab.request('engines.choose', { experiment, changes, threads: 1 });
    expect(engine).toBe('tfjs-node');
    expect(paces.map(({ msPerStep }) => msPerStep)).toEqual([5, 2, null]);
    expect(paces[2]?.reason).toMatch(/broke down while it was timed/);
  });

  it('does not wait for ever for one, and fails where there is none', async () => {
    const hanging = new EngineDirectory(spawner({ engines: { 'onnx-cpu': 'hang' }, paces: { 'tfjs-node': 9 } }));
    const { engine, paces } = await hanging.choose(quickStart.config, 1, 4000);
    expect(engine).toBe('tfjs-node');
    expect(paces[0]).toMatchObject({ msPerStep: null, reason: expect.stringMatching(/no step within 4 s/) });
    const none = new EngineDirectory(
      spawner({ engines: { 'onnx-cpu': 'missing', 'tfjs-node': 'missing', 'tfjs-cpu': 'missing' } }),
    );
    await expect(none.choose(quickStart.config, 1)).rejects.toThrow(/none can run this config here \(onnx-cpu: it is not there/);
  }); // oxfmt-ignore

  it('is refused for a config that is none, before anything is timed', async () => {
    const lab = await aLab(join(temporaryFolder(), 'lab.db'));
    const asked = { experiment: 'quick-start', changes: { 'task.modulus': -1 }, threads: 1 };
    await expect(lab.request('engines.choose', asked)).rejects.toMatchObject({ code: 'bad-config' });
  });
});
