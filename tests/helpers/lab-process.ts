/** @file A lab in a process of its own, to be killed: starts one scripted run on the store given as an argument and
 *  says over its channel how far the run is. */
import { createLab } from '../../src-main/lab/create-lab.ts';
import { forkWorkers } from '../../src-main/lab/worker-process.ts';

const [storeFile = '', entry = '', order = ''] = process.argv.slice(2);
const lab = await createLab({ storeFile, spawn: forkWorkers({ entry }), cores: 4 });
lab.on('run.changed', ({ run }) => process.send?.({ step: run.progress.step }));
lab.on('run.points', ({ step }) => process.send?.({ step: step.at(-1) }));
await lab.request('runs.create', JSON.parse(order));
