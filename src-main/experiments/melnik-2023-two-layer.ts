/** @file Periodic behaviour of a scale-invariant two-layer transformer on x+y mod 97, trained by plain SGD.
 *  Melnik, Yuzhakov, Vetrov 2023, "On the Periodic Behavior of DNNs training on the example of the Grokking effect",
 *  preprint (in Russian), sections 3.2 to 3.5, figures 4b and 5. No code was published. */
import type { Experiment } from '../contract/values/experiment.ts';
import { melnikOneLayer, scaleInvariant } from './melnik-2023-one-layer.ts';

export const melnikTwoLayer: Experiment = {
  id: 'melnik-2023/two-layer',
  title: 'Periodic behaviour, two layers',
  summary:
    'The run whose effective learning rate and effective gradient the authors plot: both jump at every collapse of train accuracy, and the effective gradient is far smaller once the network has generalised than when it had memorised.',
  provenance: { ...melnikOneLayer.provenance, figure: 'Figures 4b and 5' },
  config: { ...melnikOneLayer.config, model: { ...scaleInvariant, layers: 2 } },
  expected: [
    {
      quantity: { kind: 'initial', metric: 'weights/norm' },
      label: 'norm of all weights before training',
      published: null,
      low: 56.57,
      high: 58.3,
      source:
        'follows from the standard deviations: the expected sum of squares is 3299, its root 57.44; ±1.5 %',
    },
    {
      quantity: { kind: 'point1' },
      label: 'training set memorised',
      published: null,
      low: 150,
      high: 2000,
      source: 'the figures carry no printed numbers; a reproduction in PyTorch gave 500',
    },
    {
      quantity: { kind: 'point2' },
      label: 'generalised',
      published: null,
      low: 10_000,
      high: 60_000,
      source: 'figure 4b shows it after some collapses; in a reproduction it followed the one at 32 000',
    },
    {
      quantity: { kind: 'collapses' },
      label: 'collapses of train accuracy',
      published: null,
      low: 3,
      high: 20,
      source: 'figure 4b shows several; a reproduction had four in 36 000 steps',
    },
  ],
};
