/** @file The build as `npx groklab` runs it: bundled files may fail where the sources do not. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { FromWorker } from '../../../src-main/contract/wire/worker-protocol.ts';
import { unless } from '../../helpers/unless.ts';

const WORKER = resolve(import.meta.dirname, '../../../out/main/worker.js');
const notBuilt = existsSync(WORKER) ? '' : 'nothing is built (npm run build)';

it('the bundled worker starts and finds its default engine', unless(notBuilt), async () => {
  const worker = fork(WORKER, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const said: FromWorker[] = [];
  worker.on('message', (message) => said.push(message as FromWorker));
  worker.send({ type: 'probe', engine: 'onnx-cpu' });
  const code = await new Promise((ended) => worker.on('exit', ended));
  expect(said).toMatchObject([{ type: 'probed', report: { engine: 'onnx-cpu', available: true } }]);
  expect(code).toBe(0);
});
