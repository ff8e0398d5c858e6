import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { TransformerModel } from '../../../src-main/contract/values/model-config.ts';
import { makeHeads } from '../../../src-main/models/attention.ts';
import { block, type Stream } from '../../../src-main/models/block.ts';
import { Equations, type Dependence } from '../../../src-main/models/dependence.ts';
import type { Pass } from '../../../src-main/models/layers.ts';
import { transformerParameters } from '../../../src-main/models/transformer-parameters.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';
import { aTransformer, DIMENSIONS, matrix, normals, someParameters, tensorsOf } from './builders.ts';

const [BATCH, WIDTH] = [6, 4];
const NORMALIZATIONS = ['none', 'pre', 'post', 'everywhere'] as const;
const columns = [0, 1, 2].map((k) => tf.tensor1d([k, 1, 4, 0, 3, 2], 'int32'));
const PLAIN: readonly Dependence[] = ['equation', 'equation', 'equation'];

function aPass(model: TransformerModel): Pass {
  return {
    model,
    dimensions: DIMENSIONS,
    parameters: tensorsOf(someParameters(transformerParameters(model, DIMENSIONS))),
    heads: makeHeads(model.width, model.heads),
    equations: new Equations(columns, DIMENSIONS.vocabulary),
  };
}

/** Random rows for each position; those of the last are of another stream of numbers where `other` says so. */
function aStream(on: readonly Dependence[], other = ''): Stream {
  const { equations } = aPass(aTransformer());
  const parts = on.map((each, i) => {
    const rows = equations.rowsOf(each);
    return matrix(rows, WIDTH, normals(rows * WIDTH, `position ${i}${i === on.length - 1 ? other : ''}`));
  });
  return { rows: tf.concat(parts, 0), on };
}

const rowsOf = async (rows: Tensor2D, from: number, to: number) => [
  ...(await tf.slice(rows, [from, 0], [to - from, WIDTH]).data()),
];

describe('a block', () => {
  it.each(NORMALIZATIONS)('no position sees a later one (%s)', async (normalization) => {
    const pass = aPass(aTransformer({ normalization, activation: 'gelu' }));
    const one = block(pass, 0, aStream(PLAIN), false).rows;
    const other = block(pass, 0, aStream(PLAIN, ' changed'), false).rows;
    expect(await rowsOf(one, 0, 2 * BATCH)).toEqual(await rowsOf(other, 0, 2 * BATCH));
    expect(await rowsOf(one, 2 * BATCH, 3 * BATCH)).not.toEqual(await rowsOf(other, 2 * BATCH, 3 * BATCH));
  });

  it('the last position sees the first', async () => {
    const pass = aPass(aTransformer());
    const stream = aStream(PLAIN);
    const changed = tf.concat([tf.zeros([BATCH, WIDTH]), tf.slice(stream.rows, [BATCH, 0])], 0) as Tensor2D;
    const [one, other] = [stream.rows, changed].map(
      (rows) => block(pass, 0, { rows, on: PLAIN }, false).rows,
    );
    const last = (rows?: Tensor2D) => rowsOf(rows as Tensor2D, 2 * BATCH, 3 * BATCH);
    expect(await last(one)).not.toEqual(await last(other));
  });

  it('computes the same last position alone as among all', async () => {
    const pass = aPass(aTransformer({ normalization: 'everywhere' }));
    const alone = block(pass, 0, aStream(PLAIN), true);
    const among = block(pass, 0, aStream(PLAIN), false);
    expect(alone.on).toEqual(['equation']);
    const expected = await rowsOf(among.rows, 2 * BATCH, 3 * BATCH);
    expect(relativeDistance(await alone.rows.data(), expected)).toBeLessThan(1e-6);
  });

  it.each<[string, Dependence[], Dependence[]]>([
    ['each its own token', [0, 1, 2], [0, 'equation', 'equation']],
    ['an operator in the middle', [0, 'nothing', 2], [0, 0, 'equation']],
    ['an operator and an equals sign', [0, 'nothing', 'nothing'], [0, 0, 0]],
    ['a first token that never changes', ['nothing', 1, 'nothing'], ['nothing', 1, 1]],
    ['nothing varies', ['nothing', 'nothing', 'nothing'], ['nothing', 'nothing', 'nothing']],
  ])('positions depend on what they have seen: %s', (_, before, after) => {
    expect(block(aPass(aTransformer()), 0, aStream(before), false).on).toEqual(after);
  });
});
