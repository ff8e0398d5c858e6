/** @file The engines that can run a program. */
import { z } from 'zod';

export const ENGINE_IDS = ['onnx-cpu', 'tfjs-node', 'tfjs-cpu'] as const;

export const engineId = z.enum(ENGINE_IDS);
export type EngineId = z.infer<typeof engineId>;

export const DEFAULT_ENGINE: EngineId = 'onnx-cpu';
