/** @file Requests that take experiments in. */
import type { RunId, RunRecord } from '../../contract/values/run-record.ts';
import type { LabHandlers, RequestParams, RequestResult } from '../../contract/wire/requests.ts';
import { COMMAND, type Asker } from '../foreign/asker.ts';
import type { ForeignImport } from '../foreign/import-foreign.ts';
import type { OwnerContext } from './owner-context.ts';

type ForeignAnswer = RequestResult<'foreign.import'> & Pick<ForeignImport, 'repeated'>;

/** Takes runs of other programs in, and says so. */
export async function takeForeign(
  { reader, writer, bus, clock }: OwnerContext,
  order: RequestParams<'foreign.import'>,
  asker: Asker,
): Promise<ForeignAnswer> {
  // What reads files is loaded when one is to be read: every start of a lab would wait for it.
  const { importForeign } = await import('../foreign/import-foreign.ts');
  const { runs, present, repeated } = await importForeign(writer, order, clock.now(), asker);
  for (const { run } of runs) bus.emit('run.changed', { run: reader.run(run) as RunRecord });
  const inBin = (run: RunId) => reader.run(run)?.deletedAt !== null;
  return { runs, present: present.map((one) => ({ ...one, inBin: inBin(one.run) })), repeated };
}

export function archiveHandlers(
  context: OwnerContext,
): Pick<LabHandlers, 'archives.import' | 'foreign.import'> {
  const { reader, bus, announcer } = context;
  return {
    'foreign.import': async (order) => {
      const { runs, present } = await takeForeign(context, order, COMMAND);
      return { runs, present };
    },
    'archives.import': async ({ file }) => {
      const { importArchive } = await import('../archive/import-archive.ts');
      const { imported, present, sweeps } = await importArchive(file, context);
      for (const id of imported) bus.emit('run.changed', { run: reader.run(id) as RunRecord });
      for (const id of sweeps) announcer.now(id);
      return { imported: [...imported], present: [...present], sweeps: [...sweeps] };
    },
  };
}
