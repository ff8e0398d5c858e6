/** @file The form's sections and the fields in each. */
import { CONFIG_FIELDS, existsIn, type ConfigField } from '../../src-main/contract/values/config-fields.ts';
import { count } from '../ui/format.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';

export interface FormGroup {
  readonly title: string;
  readonly fields: readonly ConfigField[];
}

/** First parts of the paths that belong to each section, in the order of the page. */
const SECTIONS: readonly { readonly title: string; readonly parts: readonly string[] }[] = [
  { title: 'Task', parts: ['task'] },
  { title: 'Model', parts: ['model'] },
  { title: 'Optimizer', parts: ['optimizer', 'batch', 'loss', 'precision'] },
  { title: 'Evaluation', parts: ['evaluation', 'points', 'measures'] },
  { title: 'Budget', parts: ['budget', 'checkpoint'] },
];

/** Every field that exists in the config, each in one section; what no section claims comes first. */
export function formGroups(config: RunConfig): FormGroup[] {
  const claimed = new Set(SECTIONS.flatMap(({ parts }) => parts));
  const fields = CONFIG_FIELDS.filter((field) => existsIn(field, config));
  const partOf = (field: ConfigField) => field.path.split('.')[0] as string;
  return [
    { title: 'Run', fields: fields.filter((field) => !claimed.has(partOf(field))) },
    ...SECTIONS.map(({ title, parts }) => ({
      title,
      fields: fields.filter((field) => parts.includes(partOf(field))),
    })),
  ];
}

/** What a field accepts, short: 'Whole number, 2 to 1 000'. '' where the control itself shows it. */
export function rangeWords(field: ConfigField): string {
  const words = field.kinds.flatMap((kind) => {
    if (kind.type !== 'number' && kind.type !== 'integer') return [];
    const noun = kind.type === 'integer' ? 'whole number' : 'number';
    return [`${noun}, ${bounds(kind)}`];
  });
  const fixed = field.kinds.flatMap((kind) =>
    kind.type === 'choice' && words.length > 0 ? kind.choices : [],
  );
  const all = [...fixed.map((word) => `'${word}'`), ...words].join(' or ');
  return all.charAt(0).toUpperCase() + all.slice(1);
}

type Bounds = Extract<ConfigField['kinds'][number], { type: 'number' | 'integer' }>;

function bounds({ min, max, exclusiveMin, exclusiveMax }: Bounds): string {
  const low = exclusiveMin ? `above ${plain(min)}` : plain(min);
  if (max >= Number.MAX_SAFE_INTEGER) return exclusiveMin ? low : `${low} or more`;
  if (exclusiveMax) return `${exclusiveMin ? low : `from ${low}`}, below ${plain(max)}`;
  return exclusiveMin ? `${low}, up to ${plain(max)}` : `${low} to ${plain(max)}`;
}

const plain = (value: number): string => (Number.isInteger(value) ? count(value) : String(value));
