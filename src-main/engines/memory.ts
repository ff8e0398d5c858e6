/** @file How much memory programs will take, known from their traced graphs before anything of that size is made. */
import { sizeOf } from '../base/named-arrays.ts';
import { LabError } from '../contract/values/lab-error.ts';
import { valueInfo, type DType, type Graph, type ValueId } from './graph/graph.ts';
import type { OpName } from './graph/op-name.ts';

/** Results of these share the memory of what they are made of. */
const VIEWS: ReadonlySet<OpName> = new Set(['Identity', 'Reshape', 'ExpandDims']);
/** What a worker takes before it computes: Node, TF.js and a runtime. */
const BASE_BYTES = 150e6;
const GIGABYTE = 1e9;

function bytesOf(graph: Graph, id: ValueId, double: boolean): number {
  const { shape, dtype } = valueInfo(graph, id);
  return sizeOf(shape) * WIDTH(dtype, double);
}

const WIDTH = (dtype: DType, double: boolean): number => {
  if (dtype === 'bool') return 1;
  if (dtype === 'float') return double ? 8 : 4;
  return dtype === 'double' ? 8 : 4;
};

export interface MemoryOptions {
  /** Whether the run's own floats are doubles. */
  readonly double: boolean;
  /** Engines that call kernels one by one keep every result until the program has ended. */
  readonly keepsAll: boolean;
}

/**
 * Bytes that a program holds while it runs: inputs with their next values, constants, and the most results that are
 * needed at one time.
 */
export function memoryOf(graph: Graph, options: MemoryOptions): number {
  const { double } = options;
  const sum = (ids: Iterable<ValueId>) =>
    [...ids].reduce((total, id) => total + bytesOf(graph, id, double), 0);
  const inputs = 2 * sum(graph.inputs.values());
  const constants = [...graph.constants].reduce((total, [, data]) => total + data.byteLength, 0);
  return inputs + constants + (options.keepsAll ? allResults(graph, double) : peakOfResults(graph, double));
}

function allResults(graph: Graph, double: boolean): number {
  let total = 0;
  for (const node of graph.nodes) {
    if (VIEWS.has(node.op)) continue;
    for (const id of node.outputs) total += bytesOf(graph, id, double);
  }
  return total;
}

/** In the order of the nodes, each result is there from its node to the last node that reads it. */
function peakOfResults(graph: Graph, double: boolean): number {
  const lastUse = new Map<ValueId, number>();
  for (const [at, node] of graph.nodes.entries()) for (const id of node.inputs) lastUse.set(id, at);
  for (const id of graph.outputs.values()) lastUse.set(id, graph.nodes.length);
  const freed = new Map<number, number>();
  let held = 0;
  let peak = 0;
  for (const [at, node] of graph.nodes.entries()) {
    for (const id of node.outputs) {
      const bytes = bytesOf(graph, id, double);
      const until = lastUse.get(id) ?? at;
      held += bytes;
      freed.set(until, (freed.get(until) ?? 0) + bytes);
    }
    peak = Math.max(peak, held);
    held -= freed.get(at) ?? 0;
  }
  return peak;
}

/** What the programs of one run take together, held against what the machine has. */
export class MemoryLedger {
  readonly #available: number;
  #needed = BASE_BYTES;

  /** @param available bytes that this process may still take */
  constructor(available: number) {
    this.#available = available;
  }

  /** Bytes of all programs so far. */
  get needed(): number {
    return this.#needed;
  }

  /** @throws LabError `cannot-compile` when a program no longer fits, saying what is needed, what is there, what to reduce */
  reserve(bytes: number): void {
    this.#needed += bytes;
    if (this.#needed <= this.#available) return;
    const [needed, available] = [this.#needed, this.#available].map((b) => `${(b / GIGABYTE).toFixed(1)} GB`);
    throw new LabError(
      'cannot-compile',
      `memory: this run needs about ${needed}, and ${available} are free; reduce batch.size, model.width, model.mlpWidth or model.layers, or wait until other runs have ended.`,
      { needed: this.#needed, available: this.#available },
    );
  }
}
