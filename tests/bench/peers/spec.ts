/** @file A workload of `groklab bench` in words that every contestant understands: sizes alone, whatever the language. */
import type { HostArray } from '../../../src-main/base/named-arrays.ts';
import type {
  MlpModel,
  EmbeddingMlpModel,
  TransformerModel,
} from '../../../src-main/contract/values/model-config.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { outputsFor } from '../../../src-main/training/targets.ts';
import { fixedTokens } from '../../../src-main/training/loss-gradient.ts';
import { buildNetwork, type Network } from '../../../src-main/worker/build-network.ts';

/** Sizes by name; `turns.py` and its siblings say which they read. */
export type PeerWorkload = Readonly<Record<string, unknown>>;

export function peerWorkload(config: RunConfig): PeerWorkload {
  const network = buildNetwork(config);
  const { train } = network.dataset;
  const equations = train.labels.data.length;
  const full = config.batch.sampling === 'full';
  return {
    loss: config.loss.kind === 'cross-entropy' ? 'cross-entropy' : 'mse',
    batch: full ? equations : config.batch.size,
    equations,
    full,
    weightDecay: config.optimizer.weightDecay,
    ...tokens(network),
    ...sizes(config, network),
  };
}

function tokens({ dataset }: Network): PeerWorkload {
  const { vocabulary, answers, context, train } = dataset;
  if (context === 0) return {};
  const fixed = fixedTokens(train.inputs as HostArray<Int32Array>);
  return {
    vocabulary,
    context,
    operands: Math.min(vocabulary, answers),
    fixed: Array.from({ length: context }, (_, at) => fixed[at] ?? null),
  };
}

function sizes({ model, loss }: RunConfig, network: Network): PeerWorkload {
  const outputs = outputsFor(loss) ?? network.dataset.answers;
  switch (model.kind) {
    case 'transformer':
      return { ...transformerSizes(model), outputs: network.dataset.vocabulary };
    case 'embedding-mlp':
      return { ...mlpSizes(model, inputWidth(model, network), outputs), ...embedding(model) };
    case 'mlp':
      return { ...mlpSizes(model, network.dataset.features, outputs), input: 'vector' };
  }
}

function transformerSizes({ layers, width, heads, mlpWidth }: TransformerModel): PeerWorkload {
  return { kind: 'transformer', input: 'tokens', layers, width, heads, mlpWidth };
}

function mlpSizes(
  { layers, width, activation }: MlpModel | EmbeddingMlpModel,
  inputs: number,
  outputs: number,
): PeerWorkload {
  return { kind: 'mlp', activation, outputs, sizes: [inputs, ...Array<number>(layers).fill(width), outputs] };
}

function embedding({ combine, embeddingWidth }: EmbeddingMlpModel): PeerWorkload {
  return { input: combine === 'summed' ? 'sum' : 'concat', embeddingWidth };
}

function inputWidth({ combine, embeddingWidth }: EmbeddingMlpModel, { dataset }: Network): number {
  return combine === 'summed' ? embeddingWidth : embeddingWidth * dataset.context;
}
