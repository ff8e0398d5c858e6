/** @file The part of TensorBoard's event messages that says something about scalars. */
import protobuf from 'protobufjs';

const DEFINITION = `
syntax = "proto3";
message Event { double wall_time = 1; int64 step = 2; Summary summary = 5; }
message Summary { repeated Value value = 1; }
message Value { string tag = 1; optional float simple_value = 2; Tensor tensor = 8; }
message Tensor {
  int32 dtype = 1;
  Shape tensor_shape = 2;
  bytes tensor_content = 4;
  repeated float float_val = 5;
  repeated double double_val = 6;
  repeated int32 int_val = 7;
  repeated int64 int64_val = 10;
}
message Shape { repeated Dim dim = 2; bool unknown_rank = 3; }
message Dim { int64 size = 1; }
`;

const { root } = protobuf.parse(DEFINITION, { keepCase: true });
export const eventType = root.lookupType('Event');

interface TensorMessage {
  readonly dtype: number;
  readonly tensor_content?: Uint8Array;
  readonly float_val?: readonly number[];
  readonly double_val?: readonly number[];
  readonly int_val?: readonly number[];
  readonly int64_val?: readonly number[];
}

export interface EventMessage {
  readonly wall_time: number;
  readonly step: number;
  readonly summary?: {
    readonly value?: readonly {
      readonly tag?: string;
      readonly simple_value?: number;
      readonly tensor?: TensorMessage;
    }[];
  };
}

/** @throws Error when the bytes are no event */
export function decodeEvent(bytes: Uint8Array): EventMessage {
  const message = eventType.decode(bytes);
  return eventType.toObject(message, { longs: Number, defaults: false }) as EventMessage;
}

/** TensorFlow's numbers of the types a scalar has, with bytes and reader of each. */
const TYPES: Readonly<Record<number, readonly [bytes: number, read: (view: DataView) => number]>> = {
  1: [4, (view) => view.getFloat32(0, true)],
  2: [8, (view) => view.getFloat64(0, true)],
  3: [4, (view) => view.getInt32(0, true)],
  9: [8, (view) => Number(view.getBigInt64(0, true))],
};

/** The one number of a tensor; undefined for one that holds several, or no numbers. */
export function scalarOf(tensor: TensorMessage): number | undefined {
  const type = TYPES[tensor.dtype];
  if (!type) return undefined;
  const [bytes, read] = type;
  const { tensor_content: content } = tensor;
  if (content && content.length > 0) {
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    return content.length === bytes ? read(view) : undefined;
  }
  const values = [tensor.float_val, tensor.double_val, tensor.int_val, tensor.int64_val].flatMap(
    (list) => list ?? [],
  );
  return values.length === 1 ? values[0] : undefined;
}
