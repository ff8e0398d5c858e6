/** @file Writes a checkpoint of 400 kB into a folder and says what came of it: `node big-checkpoint.ts FOLDER`. */
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import { writeCheckpoint } from '../../src-main/worker/checkpoint.ts';

const state = { parameters: { shape: [100_000], data: new Float32Array(100_000) } };
try {
  writeCheckpoint(process.argv[2] ?? '', { step: 9999, seconds: 0, configHash: '', state, memory: null });
  console.log('{}');
} catch (error) {
  const { code, message } = error as LabError;
  console.log(JSON.stringify({ code, message }));
}
