/** @file The times of a run whose charts were exported as tables of their own. */
import { expect, it } from 'vitest';
import { importForeign } from '../../../../src-main/lab/foreign/import-foreign.ts';
import { foreignOrder } from '../../../helpers/foreign-order.ts';
import { aStore, rowsOf, textFile } from '../../store/builders.ts';

/** Steps with their seconds, in the order of the steps, of the one run in the tables; and how long it took. */
async function timesOf(...tables: string[]) {
  const { writer, reader } = aStore();
  const files = tables.map((table, i) => textFile(`chart-${i}.csv`, table));
  const { runs } = await importForeign(writer, foreignOrder(...files), 0);
  expect(runs).toHaveLength(1);
  const rows = rowsOf(reader, 1).map(({ step, seconds }): [number, number] => [step, seconds]);
  return { rows: rows.sort(([a], [b]) => a - b), took: reader.run(1)?.progress.seconds };
}

const TRAIN = 'Step,_timestamp,a - train_acc\n1,1700000000,0.1\n11,1700000010,1\n';
const VAL = 'Step,_timestamp,a - val_acc\n5,1700000004,0.1\n25,1700000024,1\n';

it('are of one clock, whichever of them comes first', async () => {
  const expected = {
    rows: [
      [1, 0],
      [5, 4],
      [11, 10],
      [25, 24],
    ],
    took: 24,
  };
  expect(await timesOf(TRAIN, VAL)).toEqual(expected);
  expect(await timesOf(VAL, TRAIN)).toEqual(expected);
});

it('are those of the first table where the other one counts from another moment', async () => {
  const running = 'Step,_runtime,a - val_acc\n5,4,0.1\n25,24,1\n';
  expect((await timesOf(TRAIN, running)).took).toBe(10);
  expect((await timesOf(running, TRAIN)).took).toBe(20);
  const untimed = 'Step,a - val_acc\n5,0.1\n25,1\n';
  expect((await timesOf(untimed, TRAIN)).took).toBe(10);
});
