/** @file `groklab experiments`: what matters about an experiment first, its settings in a few lines, and in full when asked. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { orderFrom } from '../../../src-main/cli/order-options.ts';
import { sweepOrderFrom } from '../../../src-main/cli/sweep-options.ts';
import { acceptedValues, CONFIG_FIELDS, existsIn } from '../../../src-main/contract/values/config-fields.ts';
import { EXPERIMENTS } from '../../../src-main/experiments/index.ts';
import { textAt } from '../../../src-main/lab/config-text.ts';
import { planSweep } from '../../../src-main/lab/plan-sweep.ts';
import { groklabHere } from '../../helpers/groklab-here.ts';
import { lastObject } from '../../helpers/groklab.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

const asked = (...words: readonly string[]) =>
  groklabHere(join(temporaryFolder(), 'lab.db'), 'experiments', ...words);

it.each(EXPERIMENTS.map((experiment) => [experiment.id, experiment] as const))(
  '%s is described by its source, its numbers, how to run it, and every setting in its group',
  async (id, { title, config, provenance }) => {
    const { code, out } = await asked(id);
    expect(code).toBe(0);
    const parts = [
      `${id}: ${title}`,
      provenance.authors,
      'Expected:',
      `groklab run ${id}\n`,
      'Settings with their',
    ];
    const places = parts.map((part) => out.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBe(0);
    const settings = out.slice(places.at(-1)).split('\n').slice(1);
    expect(settings.length).toBeLessThan(30);
    let group = '';
    const groups = new Map<string, string>();
    for (const line of settings) {
      if (/^\S/.test(line)) group = line.split(' ')[0] ?? '';
      groups.set(group, `${groups.get(group) ?? ''} ${line.slice(group.length).trim()}`);
    }
    for (const field of CONFIG_FIELDS.filter((one) => existsIn(one, config))) {
      const prefix = field.path.slice(0, field.path.indexOf('.') + 1);
      const told = `${groups.get(prefix) ?? ''},`;
      expect(told, field.path).toContain(
        ` ${field.path.slice(prefix.length)}=${textAt(config, field.path)},`,
      );
    }
  },
);

/** The options of a line that is printed, as the command's parser gives them to the order. */
function optionsIn(line: string) {
  const given = (option: string) => line.match(new RegExp(`--${option} (\\S+)`))?.[1] as string;
  return { set: [given('set')], grid: [given('grid')], seed: given('seed'), seeds: given('seeds') };
}

it.each(EXPERIMENTS.map(({ id, config }) => [id, config.optimizer] as const))(
  '%s is described with a run that can be started, and a sweep of its own settings’ size',
  async (id, optimizer) => {
    const [, run = '', sweep = ''] = (await asked(id)).out.match(/^groklab (run|sweep) .*$/gm) ?? [];
    const { set, seed, grid, seeds } = optionsIn(`${run} ${sweep}`);
    expect(orderFrom(id, { set, seed }).changes).toMatchObject({ seed: '2' });
    const { spec } = sweepOrderFrom(id, { grid, seeds });
    const plan = planSweep(spec);
    expect([plan.points.length, plan.invalid]).toEqual([9, []]);
    const [axis] = spec.axes;
    if (axis?.kind !== 'grid') throw new Error('expected a grid');
    const own = optimizer.weightDecay || optimizer.learningRate;
    const shares = (axis.values as number[]).map((value) => value / own);
    expect(shares[1]).toBe(1);
    expect(shares[0]).toBeCloseTo(0.3);
    expect(shares[2]).toBeCloseTo(3);
  },
);

it('says with --settings what each accepts and means, and as JSON everything, whatever is asked', async () => {
  const { id, config } = EXPERIMENTS[0] as (typeof EXPERIMENTS)[number];
  const full = (await asked(id, '--settings')).out.replace(/\s+/g, ' ');
  for (const field of CONFIG_FIELDS.filter((one) => existsIn(one, config))) {
    expect(full).toContain(`${field.path}=${textAt(config, field.path)}`);
    expect(full.toLowerCase()).toContain(
      `${acceptedValues(field)}. ${field.help}`.replace(/\s+/g, ' ').toLowerCase(),
    );
  }
  const json = await asked(id, '--json');
  expect(lastObject(json)).toEqual({ experiments: [JSON.parse(JSON.stringify(EXPERIMENTS[0]))] });
  const alone = await asked('--settings');
  expect(alone).toMatchObject({ code: 2, out: '' });
  expect(alone.err).toContain('--settings: goes with the id of an experiment');
});
