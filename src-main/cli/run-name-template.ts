/** @file Names made of what runs differ in, such as `decay {optimizer.weightDecay}, seed {seed}`. */
import { fieldAt } from '../contract/values/config-fields.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import { textAt } from '../lab/config-text.ts';
import { usageError } from './exit-codes.ts';
import { nameOption } from './order-options.ts';

const PLACE = /\{([^{}]*)\}/g;

/**
 * The name of each run. A run without that setting has a dash in its place.
 * @param option names the template in errors
 * @throws LabError `bad-request` for a path that no config has, and for a name that `nameOption` refuses
 */
export function nameTemplate(option: string, template: string): (run: RunRecord) => string {
  for (const [, path = ''] of template.matchAll(PLACE)) {
    if (path === 'id' || fieldAt(path)) continue;
    throw usageError(`${option}: expected {id} or a config path in braces, got '{${path}}'.`);
  }
  return (run) => {
    const valueOf = (path: string) => (path === 'id' ? String(run.id) : textAt(run.config, path) || '–');
    const name = template.replaceAll(PLACE, (_, path: string) => valueOf(path)).trim();
    return nameOption(option, name);
  };
}
