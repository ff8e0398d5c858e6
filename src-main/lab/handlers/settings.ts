/** @file Settings: small JSON values by key, kept in the store. */
import { BIN_CLOCK_KEY, BIN_KEY } from '../../contract/values/bin-settings.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import type { LabHandlers, RequestResult } from '../../contract/wire/requests.ts';
import type { OwnerContext } from './owner-context.ts';
import type { ReadContext } from './read-context.ts';

type Settings = RequestResult<'settings.read'>['settings'];

export function settingsReadHandlers({ reader }: ReadContext): Pick<LabHandlers, 'settings.read'> {
  return {
    'settings.read': () => {
      // Nobody sets the bin's clock; it only lies beside what people set.
      const { [BIN_CLOCK_KEY]: _, ...settings } = reader.settings() as Settings;
      return { settings };
    },
  };
}

export function settingsWriteHandlers({ writer, bus }: OwnerContext): Pick<LabHandlers, 'settings.write'> {
  return {
    'settings.write': ({ key, value }) => {
      if (key === BIN_CLOCK_KEY) throw clockRefused();
      writer.writeSetting(key, value === null ? undefined : value);
      bus.emit('settings.changed', { key, value });
      return {};
    },
  };
}

/** Who set it ahead would empty the bin at once. */
function clockRefused(): LabError {
  const remedy = `set '${BIN_KEY}' to change how long things stay in the bin`;
  return new LabError('bad-request', `key: '${BIN_CLOCK_KEY}' is the lab's own; ${remedy}.`, {
    field: 'key',
  });
}
