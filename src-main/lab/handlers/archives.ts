/** @file Requests that take experiments in. */
import type { RunId, RunRecord } from '../../contract/values/run-record.ts';
import type { LabHandlers } from '../../contract/wire/requests.ts';
import type { OwnerContext } from './owner-context.ts';

export function archiveHandlers(
  context: OwnerContext,
): Pick<LabHandlers, 'archives.import' | 'foreign.import'> {
  const { reader, writer, bus, announcer, clock } = context;
  return {
    // What reads files is loaded when one is to be read: every start of a lab would wait for it.
    'foreign.import': async (order) => {
      const { importForeign } = await import('../foreign/import-foreign.ts');
      const { runs, present } = await importForeign(writer, order, clock.now());
      for (const { run } of runs) bus.emit('run.changed', { run: reader.run(run) as RunRecord });
      const inBin = (run: RunId) => reader.run(run)?.deletedAt !== null;
      return { runs, present: present.map((one) => ({ ...one, inBin: inBin(one.run) })) };
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
