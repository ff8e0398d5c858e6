/** @file TensorFlow's kernels called one by one: the engine for those who want TF.js as its own users run it. */
import * as tf from '@tensorflow/tfjs-core';
import { LabError } from '../../contract/values/lab-error.ts';
import type { Program, Signature } from '../../training/program.ts';
import type { CompileOptions, Engine, Executable } from '../engine.ts';
import { EagerExecutable, refuseWhatCannotRun } from './eager.ts';
import { loadTfjsNode, probeTfjsNode, TENSORFLOW } from './load-tfjs-node.ts';

export const tfjsNode: Engine = {
  id: 'tfjs-node',

  probe: probeTfjsNode,

  async compile(program: Program, signature: Signature, options: CompileOptions): Promise<Executable> {
    await refuseWhatCannotRun('tfjs-node', program, signature, options);
    // Before anything asks for a backend: it would advertise what is already here.
    tf.enableProdMode();
    try {
      loadTfjsNode(options.threads);
    } catch (error) {
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      throw new LabError(
        'engine-unavailable',
        `engine tfjs-node cannot be loaded (${why}); run npm run engine:tfjs-node.`,
        { engine: 'tfjs-node' },
        error,
      );
    }
    return new EagerExecutable(TENSORFLOW, program, signature);
  },
};
