/** @file What an engine is. One class per engine, listed in `index.ts`; native libraries load in `probe` or `compile`. */
import type { NamedArrays } from '../base/named-arrays.ts';
import type { EngineId } from '../contract/values/engine-id.ts';
import type { MemoryLedger } from './memory.ts';
import type { Program, Signature } from '../training/program.ts';
import type { Arithmetic } from './passes/replicate.ts';

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
  /** Whether `runMany` will be called, so that a loop over steps may be worth compiling. */
  readonly manySteps?: boolean;
  /** Where what the program will take is written down, and refused when it is too much. */
  readonly memory?: MemoryLedger;
}

export interface Engine {
  readonly id: EngineId;
  /** Can it run here? */
  probe(): Promise<Availability>;
  /** @throws LabError `cannot-compile` naming the op, the shapes and the way out; `engine-unavailable` */
  compile(program: Program, signature: Signature, options: CompileOptions): Promise<Executable>;
  /**
   * Several runs that differ in their constants alone as one executable (`replicas.ts` says how its arrays look).
   * Engines without it train runs one by one.
   * @param arithmetic `alone` gives each run the bits it has by itself; `together` is faster, and equal to rounding
   * @throws LabError `cannot-compile` where the programs differ in more, or as `compile`
   */
  compileReplicas?(
    runs: readonly CompiledRun[],
    options: CompileOptions,
    arithmetic: Arithmetic,
  ): Promise<Executable>;
}

/** One of several runs in one executable. */
export interface CompiledRun {
  readonly program: Program;
  readonly signature: Signature;
}

export type IsLast = (outputs: NamedArrays) => boolean;

/** A compiled program. It keeps its state between calls; only outputs that are not state come back. */
export interface Executable {
  /** Whether one call for many steps is cheaper than many calls. It follows from the program alone, never from a clock. */
  readonly hasLoop: boolean;
  /** @param feeds every feed of the signature */
  run(feeds: NamedArrays): Promise<NamedArrays>;
  /**
   * The same as `run` with one after the other, to the last bit, however many are given at a time.
   * @param isLast tells of a step's outputs that no further step shall be taken
   * @returns the outputs of each step that was taken
   */
  runMany(feeds: readonly NamedArrays[], isLast?: IsLast): Promise<NamedArrays[]>;
  /** A copy of the state. */
  readState(): Promise<NamedArrays>;
  /** Sets the named parts of the state. All of it must be set before the first run. */
  writeState(state: NamedArrays): Promise<void>;
  dispose(): Promise<void>;
}
