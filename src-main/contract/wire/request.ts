/** @file The shape of a row in a table of requests. */
import type { z } from 'zod';

export function request<P extends z.ZodType, R extends z.ZodType>(params: P, result: R) {
  return { params, result };
}
