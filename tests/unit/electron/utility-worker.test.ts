/** @file A worker in a utility process, seen through the lab's interface. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { utilityWorkers } from '../../../src-main/electron/utility-worker.ts';
import type { WorkerExit } from '../../../src-main/lab/worker-process.ts';
import { app, fake, resetElectron, type FakeUtilityProcess } from '../../helpers/fake-electron.ts';

vi.mock('electron', () => import('../../helpers/fake-electron.ts'));

beforeEach(() => {
  resetElectron();
  app.becomeReady();
});

function start() {
  const worker = utilityWorkers('/app/out/main/worker.js')();
  const child = fake.forks[0] as FakeUtilityProcess;
  const exit = new Promise<WorkerExit>((resolve) => worker.onExit(resolve));
  return { worker, child, exit };
}

describe('a utility worker', () => {
  it('is a service of its own name whose output is caught', () => {
    const { child } = start();
    expect(child.args).toEqual([
      '/app/out/main/worker.js',
      [],
      { serviceName: 'Grokking Lab worker', stdio: 'pipe' },
    ]);
  });

  it('passes messages both ways, non-finite numbers and arrays included', () => {
    const { worker, child } = start();
    const heard: unknown[] = [];
    worker.onMessage((message) => heard.push(message));
    worker.send({ type: 'ack', batch: 3 });
    child.says({ type: 'points', values: { loss: NaN, norm: Infinity }, raw: Float64Array.of(1, 2) });
    expect(child.posted).toEqual([{ type: 'ack', batch: 3 }]);
    expect(heard).toEqual([
      { type: 'points', values: { loss: NaN, norm: Infinity }, raw: Float64Array.of(1, 2) },
    ]);
  });

  it('tells its exit once, with the last lines it wrote, also those that come late', async () => {
    const { child, exit } = start();
    for (let i = 1; i <= 20; i++) child.stderr.write(`line ${i}\n`);
    child.emit('exit', 134);
    child.stdout.end('the last word\n');
    child.stderr.end();
    const { code, signal, lastLines } = await exit;
    expect({ code, signal }).toEqual({ code: 134, signal: null });
    expect(lastLines.split('\n')).toHaveLength(8);
    expect(lastLines).toContain('line 20');
    expect(lastLines).toContain('the last word');
  });

  it('tells its exit although its streams never end', async () => {
    const { child, exit } = start();
    child.emit('error', 'FatalError', 'v8::Heap', '{}');
    child.emit('exit', 5);
    expect(await exit).toEqual({ code: 5, signal: null, lastLines: 'FatalError at v8::Heap' });
  });

  it('says nothing to a process that is gone', async () => {
    const { worker, child, exit } = start();
    child.end(0);
    await exit;
    worker.send({ type: 'pause' });
    expect(child.posted).toHaveLength(0);
  });

  it('is killed, not asked', () => {
    const { worker, child } = start();
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    child.pid = 4242;
    worker.kill();
    expect(kill).toHaveBeenCalledWith(4242, 'SIGKILL');
    kill.mockImplementation(() => {
      throw new Error('ESRCH');
    });
    expect(() => worker.kill()).not.toThrow();
    kill.mockRestore();
  });

  it('is asked while it has no process yet', () => {
    const { worker, child } = start();
    worker.kill();
    expect(child.killed).toBe(true);
  });
});
