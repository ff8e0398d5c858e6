/** @file The engines that can run a program. */
import { z } from 'zod';

export const ENGINE_IDS = ['onnx-cpu', 'tfjs-node', 'tfjs-cpu'] as const;

export const engineId = z.enum(ENGINE_IDS);
export type EngineId = z.infer<typeof engineId>;

/** Where the package of `tfjs-node` is installed, in the program's folder: apart from what everyone installs, which neither
 *  brings it nor takes it away. */
export const TFJS_NODE_HOME = 'resources/tfjs-node';

/** What a person may ask for: an engine, or the one that turns out to be the fastest for a config on this machine. */
export const ENGINE_CHOICES = [...ENGINE_IDS, 'auto'] as const;
export const engineChoice = z.enum(ENGINE_CHOICES);
export type EngineChoice = z.infer<typeof engineChoice>;

export const DEFAULT_ENGINE: EngineId = 'onnx-cpu';
