/** @file The engines there are, by id. */
import type { EngineId } from '../contract/values/engine-id.ts';
import type { Engine } from './engine.ts';
import { onnxCpu } from './onnx/onnx-cpu.ts';
import { tfjsCpu } from './tfjs/tfjs-cpu.ts';
import { tfjsNode } from './tfjs/tfjs-node.ts';

export const ENGINES: Readonly<Record<EngineId, Engine>> = {
  'onnx-cpu': onnxCpu,
  'tfjs-node': tfjsNode,
  'tfjs-cpu': tfjsCpu,
};
