/** @file The options of `run` as an order for the lab. Everything is checked here, before any file is touched. */
import type { ConfigChanges } from '../contract/values/change-config.ts';
import {
  DEFAULT_ENGINE,
  ENGINE_CHOICES,
  engineChoice,
  type EngineChoice,
} from '../contract/values/engine-id.ts';
import { nameTrouble } from '../contract/values/given-name.ts';
import { LONGEST_NAME, LONGEST_TAG, MOST_THREADS } from '../contract/values/run-limits.ts';
import { runOrder, type RunOrder } from '../contract/wire/requests.ts';
import { checkOrder } from '../lab/check-order.ts';
import { usageError } from './exit-codes.ts';

export interface OrderOptions {
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly steps?: string;
  readonly engine?: string;
  readonly threads?: string;
  readonly name?: string;
  readonly tag?: readonly string[];
}

/** An order whose engine may still have to be chosen; `settleEngine` finds it. */
export type AskedOrder = Omit<RunOrder, 'engine'> & { readonly engine: EngineChoice };

/** @throws LabError that names the option or field, what was given and what is accepted */
export function orderFrom(experiment: string, options: OrderOptions): AskedOrder {
  const changes = {
    ...changesFrom(options.set ?? []),
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(options.steps !== undefined && { 'budget.steps': options.steps }),
  };
  const order = {
    experiment,
    changes,
    name: options.name === undefined ? '' : nameOption('--name', options.name),
    tags: (options.tag ?? []).map((tag) => textOption('--tag', tag, 1, LONGEST_TAG)),
    threads:
      options.threads === undefined ? null : wholeNumber('--threads', options.threads, 1, MOST_THREADS),
  };
  checkOrder(experiment, changes);
  return { ...runOrder.omit({ engine: true }).parse(order), engine: engineOption(options.engine) };
}

/** `path=value`, as often as wanted; of a path given twice the last counts. */
export function changesFrom(assignments: readonly string[], option = '--set'): ConfigChanges {
  const pairs = assignments.map((assignment): [string, string] => {
    const at = assignment.indexOf('=');
    if (at < 1) throw usageError(`${option}: expected path=value, got '${assignment}'.`);
    return [assignment.slice(0, at).trim(), assignment.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs);
}

/** @throws LabError unless the text is a whole number of that range */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw usageError(`${option}: expected a whole number from ${min} to ${max}, got '${text}'.`);
}

function engineOption(given: string | undefined): EngineChoice {
  const parsed = engineChoice.safeParse(given ?? DEFAULT_ENGINE);
  if (parsed.success) return parsed.data;
  throw usageError(`--engine: expected one of ${ENGINE_CHOICES.join(', ')}, got '${given}'.`);
}

/** @throws LabError unless the text has that many characters */
export function textOption(option: string, given: string, min: number, max: number): string {
  if (given.length >= min && given.length <= max) return given;
  throw usageError(`${option}: expected ${min} to ${max} characters, got ${given.length}.`);
}

/** @throws LabError for a name that is empty, too long, or means something else where a run is named */
export function nameOption(option: string, given: string): string {
  const trouble = nameTrouble(textOption(option, given, 1, LONGEST_NAME));
  if (trouble === undefined) return given;
  throw usageError(`${option}: ${trouble}.`);
}
