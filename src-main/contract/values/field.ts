/** @file What a person needs to know about a config field, attached to its schema: form, `--help` and errors read it. */
import { z } from 'zod';

export interface FieldInfo {
  /** Short name shown beside the input. */
  readonly label: string;
  /** The symbol papers use, such as λ or η. */
  readonly symbol?: string;
  readonly unit?: string;
  /** One sentence of meaning. */
  readonly help: string;
}

export const fieldInfo = z.registry<FieldInfo>();

/** A copy of the schema that carries what a person needs to know about the field. */
export function field<S extends z.ZodType>(schema: S, info: FieldInfo): S {
  const own = schema.clone() as S;
  fieldInfo.add(own, info);
  return own;
}
