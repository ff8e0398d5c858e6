/** @file Interprets a traced graph node by node with TF.js's own CPU kernels: slow, obvious, and neither the tracer nor
 *  the lowering. A difference between it and the eager program is the trace's or a pass's; between it and ONNX Runtime,
 *  the lowering's. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { ArrayData, HostArray, NamedArrays } from '../../src-main/base/named-arrays.ts';
import {
  constantData,
  valueInfo,
  type Graph,
  type GraphNode,
  type ValueId,
} from '../../src-main/engines/graph/graph.ts';
import { KERNELS } from '../../src-main/engines/graph/kernel-table.ts';

const DTYPES = {
  float: 'float32',
  half: 'float32',
  single: 'float32',
  double: 'float32',
  int32: 'int32',
  bool: 'bool',
} as const;

/** @param inputs states and feeds by name @returns the graph's outputs by name */
export async function runGraph(graph: Graph, inputs: NamedArrays): Promise<Record<string, HostArray>> {
  await tf.setBackend('cpu');
  const engine = tf.engine();
  engine.startScope('run-graph');
  try {
    const values = new Map<ValueId, Tensor>();
    for (const [name, id] of graph.inputs) values.set(id, inputTensor(graph, id, inputs[name]));
    const valueOf = (id: ValueId): Tensor => {
      const known = values.get(id) ?? constantTensor(graph, id);
      values.set(id, known);
      return known;
    };
    for (const node of graph.nodes) {
      const results = call(node, node.inputs.map(valueOf));
      for (const [i, id] of node.outputs.entries()) values.set(id, checked(graph, id, results[i] as Tensor));
    }
    return Object.fromEntries(
      [...graph.outputs].map(([name, id]) => {
        const tensor = valueOf(id);
        return [name, { shape: tensor.shape, data: tensor.dataSync().slice() as ArrayData }];
      }),
    );
  } finally {
    engine.endScope();
  }
}

function call({ op, attributes }: GraphNode, tensors: readonly Tensor[]): Tensor[] {
  const names = KERNELS[op].inputs;
  const named =
    names === 'variadic'
      ? ([...tensors] as unknown as NamedTensorMap)
      : Object.fromEntries(names.map((name, i) => [name, tensors[i] as Tensor]));
  const result: Tensor | Tensor[] = tf.engine().runKernel(op, named, attributes as tf.NamedAttrMap);
  return [result].flat();
}

/** What a kernel gives must be what the graph says it gives. */
function checked(graph: Graph, id: ValueId, tensor: Tensor): Tensor {
  const { shape, dtype } = valueInfo(graph, id);
  const [stated, given] = [`${DTYPES[dtype]}[${shape.join()}]`, `${tensor.dtype}[${tensor.shape.join()}]`];
  if (stated !== given) throw new Error(`run-graph: value ${id} is stated as ${stated} and came as ${given}`);
  return tensor;
}

function inputTensor(graph: Graph, id: ValueId, array: HostArray | undefined): Tensor {
  const { shape, dtype } = valueInfo(graph, id);
  if (!array) throw new Error(`run-graph: input ${id} is missing`);
  return tf.tensor(
    dtype === 'float' ? Float32Array.from(array.data) : Int32Array.from(array.data),
    [...shape],
    DTYPES[dtype],
  );
}

function constantTensor(graph: Graph, id: ValueId): Tensor {
  const { shape, dtype } = valueInfo(graph, id);
  const data = constantData(graph, id);
  if (!data) throw new Error(`run-graph: value ${id} is neither made nor constant`);
  const typed =
    dtype === 'float'
      ? Float32Array.from(data)
      : dtype === 'int32'
        ? Int32Array.from(data)
        : Uint8Array.from(data);
  return tf.tensor(typed, [...shape], DTYPES[dtype]);
}
