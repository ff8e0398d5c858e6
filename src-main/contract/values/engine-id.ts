/** @file The engines that can run a program. */
import { z } from 'zod';

export const ENGINE_IDS = ['onnx-cpu', 'tfjs-node', 'tfjs-cpu'] as const;

export const engineId = z.enum(ENGINE_IDS);
export type EngineId = z.infer<typeof engineId>;

/** What a person may ask for: an engine, or the one that turns out to be the fastest for a config on this machine. */
export const ENGINE_CHOICES = [...ENGINE_IDS, 'auto'] as const;
export const engineChoice = z.enum(ENGINE_CHOICES);
export type EngineChoice = z.infer<typeof engineChoice>;

export const DEFAULT_ENGINE: EngineId = 'onnx-cpu';
