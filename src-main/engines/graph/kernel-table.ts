/** @file The one table of kernels: for each name of the closed list its call, shape rule and lowering. */
import type { KernelRow } from './kernel-row.ts';
import { elementwise } from './kernels-elementwise.ts';
import { indexing } from './kernels-indexing.ts';
import { movement } from './kernels-movement.ts';
import { products } from './kernels-product.ts';
import { reductions } from './kernels-reduction.ts';
import type { OpName } from './op-name.ts';

export const KERNELS: Readonly<Record<OpName, KernelRow>> = {
  ...elementwise,
  ...reductions,
  ...products,
  ...movement,
  ...indexing,
};
