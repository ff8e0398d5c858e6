/** @file What an engine is. One class per engine, listed in `index.ts`; native libraries load in `probe` or `compile`. */
import type { NamedArrays } from '../base/named-arrays.ts';
import type { EngineId } from '../contract/values/engine-id.ts';
import type { Program, Signature } from '../training/program.ts';

export type Availability =
  | { readonly available: true; readonly version: string }
  | {
      readonly available: false;
      /** What was found instead, as one phrase. */
      readonly reason: string;
      /** What to do about it, as one phrase. */
      readonly remedy: string;
    };

export interface CompileOptions {
  readonly threads: number;
  readonly precision: 'float32' | 'float64';
}

export interface Engine {
  readonly id: EngineId;
  /** Can it run here? */
  probe(): Promise<Availability>;
  /** @throws LabError `cannot-compile` naming the op, the shapes and the way out; `engine-unavailable` */
  compile(program: Program, signature: Signature, options: CompileOptions): Promise<Executable>;
}

/** A compiled program. It keeps its state between calls; only outputs that are not state come back. */
export interface Executable {
  /** @param feeds every feed of the signature */
  run(feeds: NamedArrays): Promise<NamedArrays>;
  /** A copy of the state. */
  readState(): Promise<NamedArrays>;
  /** Sets the named parts of the state. All of it must be set before the first run. */
  writeState(state: NamedArrays): Promise<void>;
  dispose(): Promise<void>;
}
