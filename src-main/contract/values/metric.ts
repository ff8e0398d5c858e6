/** @file Every metric there is: name, unit and how to draw it. A measure may only emit names of this table. */
import { z } from 'zod';

export interface MetricInfo {
  readonly label: string;
  readonly unit: string;
  /** The y axis it is drawn on by default. */
  readonly scale: 'linear' | 'log';
  /** Fixed axis range, where there is a natural one. */
  readonly range?: readonly [number, number];
  readonly help: string;
}

const METRIC_NAMES = [
  'train/loss',
  'train/accuracy',
  'val/loss',
  'val/accuracy',
  'weights/norm',
  'gradient/norm',
  'gradient/batchNorm',
  'effective/learningRate',
  'effective/gradientNorm',
  'effective/batchGradientNorm',
  'train/zeroLossShare',
] as const;

export const metricName = z.enum(METRIC_NAMES);
export type MetricName = z.infer<typeof metricName>;

const accuracy = { unit: '', scale: 'linear', range: [0, 1] } as const;
const loss = { unit: '', scale: 'log' } as const;

export const METRICS: Readonly<Record<MetricName, MetricInfo>> = {
  'train/loss': {
    label: 'train loss',
    ...loss,
    help: 'Mean loss over the whole training set, without regulariser; cross-entropy in nats.',
  },
  'train/accuracy': {
    label: 'train accuracy',
    ...accuracy,
    help: 'Share of training equations answered right.',
  },
  'val/loss': {
    label: 'validation loss',
    ...loss,
    help: 'Mean loss over the whole validation set; cross-entropy in nats.',
  },
  'val/accuracy': {
    label: 'validation accuracy',
    ...accuracy,
    help: 'Share of validation equations answered right.',
  },
  'weights/norm': {
    label: 'weight norm',
    unit: '',
    scale: 'linear',
    help: 'Euclidean norm ‖θ‖ of all parameters.',
  },
  'gradient/norm': {
    label: 'gradient norm',
    unit: '',
    scale: 'log',
    help: 'Norm of the gradient of the loss alone over the whole training set.',
  },
  'gradient/batchNorm': {
    label: 'mini-batch gradient norm',
    unit: '',
    scale: 'log',
    help: 'Mean gradient norm over one pass of mini-batches.',
  },
  'effective/learningRate': {
    label: 'effective learning rate',
    unit: '',
    scale: 'log',
    help: 'η / ‖θ‖²: the step size that scale-invariant weights feel.',
  },
  'effective/gradientNorm': {
    label: 'effective gradient norm',
    unit: '',
    scale: 'log',
    help: 'Gradient norm over the training set times ‖θ‖.',
  },
  'effective/batchGradientNorm': {
    label: 'effective mini-batch gradient norm',
    unit: '',
    scale: 'log',
    help: 'Mean mini-batch gradient norm times ‖θ‖.',
  },
  'train/zeroLossShare': {
    label: 'share of zero losses',
    ...accuracy,
    help: 'Share of training examples whose loss is exactly 0 in the precision the loss is computed in.',
  },
};
