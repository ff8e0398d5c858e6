/** @file How long the bin keeps what was deleted, as this lab has it set. */
import { z } from 'zod';
import { BIN_KEY, binDaysFrom } from '../../src-main/contract/values/bin-settings.ts';
import type { Preferences } from '../client/preferences.svelte.ts';

/** Days; null: for ever. */
export function binTime(preferences: Preferences): number | null {
  return binDaysFrom(preferences.get(BIN_KEY, z.unknown(), undefined));
}
