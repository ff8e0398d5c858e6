/** @file The reference engine: TF.js's own CPU kernels, slow and obvious. Every other engine must agree with it. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program, Signature } from '../../training/program.ts';
import type { Availability, CompileOptions, Engine, Executable } from '../engine.ts';
import { EagerExecutable, refuseWhatCannotRun } from './eager.ts';

export const tfjsCpu: Engine = {
  id: 'tfjs-cpu',

  async probe(): Promise<Availability> {
    return { available: true, version: tf.version_core };
  },

  async compile(program: Program, signature: Signature, options: CompileOptions): Promise<Executable> {
    await refuseWhatCannotRun('tfjs-cpu', program, signature, options);
    // Without it TF.js advertises another package on standard error.
    tf.enableProdMode();
    await import('@tensorflow/tfjs-backend-cpu');
    return new EagerExecutable('cpu', program, signature);
  },
};
