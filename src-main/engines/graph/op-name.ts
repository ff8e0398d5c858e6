/** @file The closed list of kernels a program may use. Every entry has a row in `kernel-table.ts`. All are TF.js's own
 *  but two: `CastFloat`, which opens and closes a scope of another floating-point width, and `Standardize`, which takes
 *  its mean from each row and divides it by its standard deviation. */

export const OP_NAMES = [
  // element by element, one input
  'Neg',
  'Abs',
  'Sign',
  'Exp',
  'Log',
  'Sqrt',
  'Rsqrt',
  'Square',
  'Reciprocal',
  'Relu',
  'Step',
  'Tanh',
  'Sigmoid',
  'Erf',
  'LogicalNot',
  'Cast',
  'CastFloat',
  'ZerosLike',
  'OnesLike',
  // element by element, two or more inputs
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'Maximum',
  'Minimum',
  'Pow',
  'SquaredDifference',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Equal',
  'NotEqual',
  'LogicalAnd',
  'AddN',
  'Select',
  // reductions
  'Sum',
  'Mean',
  'Max',
  'Min',
  'Softmax',
  'Standardize',
  // products
  'BatchMatMul',
  // movement
  'Identity',
  'Reshape',
  'ExpandDims',
  'Transpose',
  'Tile',
  'Slice',
  'PadV2',
  'Concat',
  'Pack',
  'Unpack',
  'SplitV',
  'Fill',
  // indexing
  'GatherV2',
  'OneHot',
  'UnsortedSegmentSum',
] as const;

export type OpName = (typeof OP_NAMES)[number];
