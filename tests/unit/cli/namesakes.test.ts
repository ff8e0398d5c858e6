import { expect, it, vi } from 'vitest';
import { namesakesText } from '../../../src-main/cli/namesakes.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import { FakeLab } from '../../helpers/fake-lab.ts';

it('the runs that have a name already are read at once, however many names are given', async () => {
  const lab = new FakeLab();
  for (const name of ['a', 'b', 'c', 'a', 'd']) {
    const { id } = lab.addFinished();
    await lab.request('runs.edit', { run: id, name });
  }
  const { runs } = await lab.request('runs.list', ALL_RUNS);
  const request = vi.spyOn(lab, 'request');
  const lines = await namesakesText(
    lab,
    runs.filter(({ id }) => id > 1),
  );
  expect(lines.map((line) => line.split(';')[0])).toEqual(["run 1 is called 'a' too"]);
  expect(request).toHaveBeenCalledTimes(1);
});
