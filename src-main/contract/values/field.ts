/** @file What a person needs to know about a config field, attached to its schema: form, `--help` and errors read it. */
import { z } from 'zod';

export interface FieldInfo {
  /** Short name shown beside the input. */
  readonly label: string;
  /** The symbol papers use, such as λ or η. */
  readonly symbol?: string;
  /** Of several, such as 'steps'. */
  readonly unit?: string;
  /** One sentence of meaning. */
  readonly help: string;
}

/** The unit behind a value: '1 evaluation', '2 evaluations', '1 s'; '' where there is none. */
export function unitBehind({ unit = '' }: FieldInfo, value: unknown): string {
  return value === 1 && unit.length > 1 ? unit.replace(/s$/, '') : unit;
}

export const fieldInfo = z.registry<FieldInfo>();

/** A copy of the schema that carries what a person needs to know about the field. */
export function field<S extends z.ZodType>(schema: S, info: FieldInfo): S {
  const own = schema.clone() as S;
  fieldInfo.add(own, info);
  return own;
}
