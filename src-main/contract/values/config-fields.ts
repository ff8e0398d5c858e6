/** @file The config schema, read as a flat list of fields. `--set`, the form, the sweep editor and errors all use it. */
import { z } from 'zod';
import { fieldInfo, type FieldInfo } from './field.ts';
import type { AnyConfig } from './foreign-run.ts';
import { runConfig, type RunConfig } from './run-config.ts';

/** What a field accepts, in the terms of an input control. */
export type FieldKind =
  | {
      readonly type: 'number' | 'integer';
      readonly min: number;
      readonly max: number;
      readonly exclusiveMin: boolean;
      readonly exclusiveMax: boolean;
    }
  | { readonly type: 'choice'; readonly choices: readonly (string | number)[] }
  | { readonly type: 'list'; readonly choices: readonly string[] }
  | { readonly type: 'boolean' };

export interface ConfigField extends FieldInfo {
  /** Such as `optimizer.weightDecay`. */
  readonly path: string;
  /** One control, or a word that may stand instead of the number (`task.splitSeed`: 'seed' or an integer). */
  readonly kinds: readonly FieldKind[];
  /** The variants of the enclosing unions in which it exists, such as `{ 'optimizer.kind': 'adam' }`; {} if in all. */
  readonly when: Readonly<Record<string, string>>;
}

type Def = { type: string; [key: string]: unknown };
const defOf = (schema: z.ZodType) => schema._zod.def as unknown as Def;

interface BoundCheck {
  readonly check: string;
  readonly value: number;
  readonly inclusive: boolean;
}

/** The tightest bounds among a number schema's checks. */
function numberKind(schema: z.ZodNumber): FieldKind {
  const bounds = ((defOf(schema)['checks'] ?? []) as z.core.$ZodCheck[]).map(
    (c) => c._zod.def as unknown as BoundCheck,
  );
  const lower = bounds.filter((b) => b.check === 'greater_than').sort((a, b) => b.value - a.value)[0];
  const upper = bounds.filter((b) => b.check === 'less_than').sort((a, b) => a.value - b.value)[0];
  return {
    type: schema.format === 'safeint' ? 'integer' : 'number',
    min: lower?.value ?? -Infinity,
    max: upper?.value ?? Infinity,
    exclusiveMin: lower?.inclusive === false,
    exclusiveMax: upper?.inclusive === false,
  };
}

function fieldKinds(schema: z.ZodType): FieldKind[] {
  if (schema instanceof z.ZodNumber) return [numberKind(schema)];
  if (schema instanceof z.ZodBoolean) return [{ type: 'boolean' }];
  if (schema instanceof z.ZodEnum) return [{ type: 'choice', choices: schema.options as string[] }];
  if (schema instanceof z.ZodLiteral)
    return [{ type: 'choice', choices: [...schema.values] as (string | number)[] }];
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(fieldKinds);
  if (schema instanceof z.ZodArray) {
    return [{ type: 'list', choices: (schema.element as z.ZodEnum).options as string[] }];
  }
  throw new Error(`config-fields: no control for a schema of type ${defOf(schema).type}`);
}

function walk(schema: z.ZodType, path: string, when: Record<string, string>, out: ConfigField[]): void {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const options = schema.options as z.ZodObject[];
    const kinds = options.map((option) => (option.shape['kind'] as z.ZodLiteral).value as string);
    out.push({
      path: at('kind'),
      kinds: [{ type: 'choice', choices: kinds }],
      when,
      label: `${path.split('.').at(-1)} kind`,
      help: `Which kind of ${path.split('.').at(-1)}; its own fields follow.`,
    });
    const shared = new Set(
      Object.keys(options[0]?.shape ?? {}).filter((key) =>
        options.every((o) => o.shape[key] === options[0]?.shape[key]),
      ),
    );
    for (const [index, option] of options.entries()) {
      for (const [key, child] of Object.entries(option.shape)) {
        if (key === 'kind' || (shared.has(key) && index > 0)) continue;
        const condition = shared.has(key) ? when : { ...when, [at('kind')]: kinds[index] as string };
        walk(child as z.ZodType, at(key), condition, out);
      }
    }
    return;
  }
  const info = fieldInfo.get(schema);
  if (info) out.push({ path, kinds: fieldKinds(schema), when, ...info });
  else if (schema instanceof z.ZodObject) {
    for (const [key, child] of Object.entries(schema.shape)) walk(child as z.ZodType, at(key), when, out);
  } else throw new Error(`config-fields: ${path} has no FieldInfo`);
}

/** Every field of a run config, in the order of the schema. */
export const CONFIG_FIELDS: readonly ConfigField[] = (() => {
  const fields: ConfigField[] = [];
  walk(runConfig, '', {}, fields);
  return fields;
})();

const byPath = new Map<string, ConfigField[]>();
for (const field of CONFIG_FIELDS) byPath.set(field.path, [...(byPath.get(field.path) ?? []), field]);

/** The field of that path as it stands in `config` (several union variants may share a path). */
export function fieldAt(path: string, config?: AnyConfig): ConfigField | undefined {
  const candidates = byPath.get(path) ?? [];
  return candidates.find((field) => config === undefined || existsIn(field, config));
}

/** Whether the config's variants are those in which the field exists. */
export function existsIn(field: ConfigField, config: AnyConfig): boolean {
  return Object.entries(field.when).every(([path, kind]) => valueAt(config, path) === kind);
}

/** The value at a path such as `model.init.kind`; undefined where there is none. */
export function valueAt(config: AnyConfig, path: string): unknown {
  let value: unknown = config;
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** The variant that a union would have with that kind, such as 'adam' at `optimizer`; undefined where there is none. */
export function variantAt(config: RunConfig, path: string, kind: string): z.ZodObject | undefined {
  let schema: z.ZodType | undefined = runConfig;
  let at = '';
  for (const key of path.split('.')) {
    const object = schema && variantOf(schema, String(valueAt(config, at === '' ? 'kind' : `${at}.kind`)));
    schema = object?.shape[key] as z.ZodType | undefined;
    at = at === '' ? key : `${at}.${key}`;
  }
  return schema instanceof z.ZodDiscriminatedUnion ? variantOf(schema, kind) : undefined;
}

/** The union's variant of that kind; an object is its own only one. */
function variantOf(schema: z.ZodType, kind: string): z.ZodObject | undefined {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema as z.ZodObject;
  const options = schema.options as z.ZodObject[];
  return options.find((option) => (option.shape['kind'] as z.ZodLiteral).value === kind);
}

/** What a field accepts, in words: `a number from 0 to 1000`. */
export function acceptedValues(field: ConfigField): string {
  return field.kinds.map(describeKind).join(', or ');
}

function describeKind(kind: FieldKind): string {
  if (kind.type === 'boolean') return 'true or false';
  if (kind.type === 'list') return `a list of ${kind.choices.join(', ')}`;
  if (kind.type === 'choice') {
    return kind.choices.length === 1 ? `'${kind.choices[0]}'` : `one of ${kind.choices.join(', ')}`;
  }
  const noun = kind.type === 'integer' ? 'a whole number' : 'a number';
  const low = `${kind.exclusiveMin ? 'above' : 'from'} ${kind.min}`;
  const high = `${kind.exclusiveMax ? 'below' : 'to'} ${kind.max}`;
  if (kind.exclusiveMin || kind.exclusiveMax)
    return `${noun} ${low} and ${kind.exclusiveMax ? high : `up to ${kind.max}`}`;
  return `${noun} ${low} ${high}`;
}
