/** @file What a form full of typed text makes of an experiment's config: the config as far as it is valid, and a
 *  sentence for every field that is not. */
import { changeConfig } from '../../src-main/contract/values/change-config.ts';
import { fieldAt } from '../../src-main/contract/values/config-fields.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';

export type Texts = Readonly<Record<string, string>>;

export interface Applied {
  /** Valid as a whole. Changes that do not fit are left out of it. */
  readonly config: RunConfig;
  /** By path. */
  readonly errors: Readonly<Record<string, string>>;
}

export function applyChanges(base: RunConfig, texts: Texts): Applied {
  const left: Record<string, string> = { ...texts };
  const errors: Record<string, string> = {};
  // Every round takes out one field that does not fit, so it ends.
  for (;;) {
    try {
      return { config: changeConfig(base, left), errors };
    } catch (error) {
      const field = fieldOf(error);
      errors[field] = sentence(error, field);
      if (field in left) delete left[field];
      else return { config: applyOneByOne(base, left), errors };
    }
  }
}

const isKind = (path: string): boolean => path.endsWith('.kind');

/** The base with the chosen kinds of task, model and so on, and nothing else: what fields of that kind start from. */
export function standardOf(base: RunConfig, texts: Texts): RunConfig {
  return applyChanges(base, Object.fromEntries(Object.entries(texts).filter(([path]) => isKind(path))))
    .config;
}

/** The changes without those of fields that a newly chosen kind does not have. */
export function withoutForeign(base: RunConfig, texts: Texts): Texts {
  const standard = standardOf(base, texts);
  return Object.fromEntries(
    Object.entries(texts).filter(([path]) => isKind(path) || fieldAt(path, standard) !== undefined),
  );
}

/** Two fields may contradict each other though each is right: keep as many changes as fit together. */
function applyOneByOne(base: RunConfig, texts: Texts): RunConfig {
  let config = base;
  for (const [path, text] of Object.entries(texts)) {
    try {
      config = changeConfig(config, { [path]: text });
    } catch {
      // Its sentence is in the errors already.
    }
  }
  return config;
}

/** The path an error is about; '' where it names none. */
export function fieldOf(error: unknown): string {
  const field = error instanceof LabError ? error.details['field'] : undefined;
  return typeof field === 'string' ? field : '';
}

/** The message without the path in front, which stands beside the input anyway. */
export function sentence(error: unknown, field: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const bare = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** `path=value`, as in the address and on the command line. */
export function parseTexts(pairs: readonly string[]): Texts {
  const texts: Record<string, string> = {};
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    if (cut > 0) texts[pair.slice(0, cut)] = pair.slice(cut + 1);
  }
  return texts;
}

export const formatTexts = (texts: Texts): string[] =>
  Object.entries(texts).map(([path, text]) => `${path}=${text}`);
