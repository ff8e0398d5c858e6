/** @file Every experiment the lab offers, in the order lists show them. A new one is its file and a line here. */
import type { Experiment } from '../contract/values/experiment.ts';
import { LabError } from '../contract/values/lab-error.ts';
import { liuToyAddition } from './liu-2022-toy-addition.ts';
import { melnikOneLayer } from './melnik-2023-one-layer.ts';
import { melnikTwoLayer } from './melnik-2023-two-layer.ts';
import { nandaEmbeddingMlp } from './nanda-2023-embedding-mlp.ts';
import { nandaMainline } from './nanda-2023-mainline.ts';
import { omnigrokMnist } from './omnigrok-2022-mnist.ts';
import { powerModularDivision } from './power-2022-modular-division.ts';
import { quickStart } from './quick-start.ts';

export const EXPERIMENTS: readonly Experiment[] = [
  quickStart,
  powerModularDivision,
  nandaMainline,
  nandaEmbeddingMlp,
  liuToyAddition,
  omnigrokMnist,
  melnikOneLayer,
  melnikTwoLayer,
];

const byId = new Map(EXPERIMENTS.map((experiment) => [experiment.id, experiment]));

/**
 * The experiment of that id, exactly as written.
 * @throws LabError `not-found` listing the known ids
 */
export function experimentById(id: string): Experiment {
  const experiment = byId.get(id);
  if (experiment) return experiment;
  const known = EXPERIMENTS.map((e) => e.id);
  throw new LabError('not-found', `no experiment '${id}'; there are ${known.join(', ')}.`, {
    experiment: id,
    known,
  });
}
