import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { attend, makeHeads } from '../../../src-main/models/attention.ts';
import { Equations, meet, type Dependence, type Part } from '../../../src-main/models/dependence.ts';
import { registerGradients } from '../../../src-main/training/gradients.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';
import { matrix, normals } from './builders.ts';

beforeAll(registerGradients);

const [BATCH, WIDTH, HEADS, VOCABULARY] = [5, 6, 2, 3];
const columns = [
  [0, 1, 2, 1, 0],
  [2, 2, 0, 1, 1],
  [1, 0, 1, 0, 2],
].map((tokens) => tf.tensor1d(tokens, 'int32'));
const heads = makeHeads(WIDTH, HEADS);

const rowCount = (on: Dependence) => (on === 'nothing' ? 1 : on === 'equation' ? BATCH : VOCABULARY);
const draw = (on: Dependence, purpose: string): Tensor2D =>
  matrix(rowCount(on), WIDTH, normals(rowCount(on) * WIDTH, purpose));

/** Rows by equation, whatever they depend on. */
function expand(rows: Tensor, on: Dependence): Tensor {
  if (on === 'equation') return rows;
  if (on === 'nothing') return tf.add(rows, tf.zeros([BATCH, 1]));
  return tf.gather(rows, columns[on] as Tensor1D);
}

/** Attention as it stands in the paper: one softmax over the keys' axis, batched products. */
function textbook(query: Tensor, keys: Tensor[], values: Tensor[]): Tensor {
  const split = (x: Tensor) => tf.reshape(x, [BATCH, HEADS, WIDTH / HEADS]);
  const scores = tf.stack(
    keys.map((key) => tf.mul(tf.sum(tf.mul(split(query), split(key)), -1), 1 / Math.sqrt(WIDTH / HEADS))),
    -1,
  );
  const weights = tf.unstack(tf.softmax(scores), -1);
  const read = values.map((value, j) =>
    tf.mul(tf.reshape(weights[j] as Tensor, [BATCH, HEADS, 1]), split(value)),
  );
  return tf.reshape(tf.addN(read), [BATCH, WIDTH]);
}

/** What query, keys and values of three positions depend on. */
const CASES: readonly (readonly [string, Dependence, Dependence[]])[] = [
  ['all by equation', 'equation', ['equation', 'equation', 'equation']],
  ['each by its own token', 2, [0, 1, 2]],
  ['a query that is the same for all', 'nothing', [0, 1, 'nothing']],
  ['a key that is the same for all', 'equation', [0, 'nothing', 'equation']],
  ['everything by one token', 0, [0, 'nothing', 0]],
  ['nothing varies', 'nothing', ['nothing', 'nothing', 'nothing']],
];

describe('attention', () => {
  it.each(CASES)('is the textbook one in value and gradients: %s', async (_, queryOn, keysOn) => {
    const inputs = [
      draw(queryOn, 'query'),
      ...keysOn.map((on, i) => draw(on, `key${i}`)),
      ...keysOn.map((on, i) => draw(on, `value${i}`)),
    ];
    const on = [queryOn, ...keysOn, ...keysOn];
    const weight = draw('equation', 'weight');
    const count = keysOn.length;
    const byParts = (...rows: Tensor[]) => {
      const equations = new Equations(columns, VOCABULARY);
      const [query, ...others] = rows.map((r, i): Part => ({
        rows: r as Tensor2D,
        on: on[i] as Dependence,
      })) as [Part];
      const read = attend(query, others.slice(0, count), others.slice(count), heads, equations);
      expect(read.rows.shape).toEqual([rowCount(read.on), WIDTH]);
      return tf.sum(tf.mul(equations.bringAll(read, 'equation'), weight)) as tf.Scalar;
    };
    const byBook = (...rows: Tensor[]) => {
      const [query, ...others] = rows.map((r, i) => expand(r, on[i] as Dependence)) as [Tensor, ...Tensor[]];
      return tf.sum(
        tf.mul(textbook(query, others.slice(0, count), others.slice(count)), weight),
      ) as tf.Scalar;
    };
    const actual = tf.valueAndGrads(byParts)(inputs);
    const expected = tf.valueAndGrads(byBook)(inputs);
    expect((await actual.value.data())[0]).toBeCloseTo((await expected.value.data())[0] as number, 5);
    const flat = (grads: Tensor[]) => tf.concat(grads.map((g) => tf.reshape(g, [g.size]) as Tensor1D)).data();
    expect(relativeDistance(await flat(actual.grads), await flat(expected.grads))).toBeLessThan(1e-5);
  });

  it('does not overflow however large the scores are', async () => {
    const equations = new Equations(columns, VOCABULARY);
    const part = (factor: number): Part => ({ rows: tf.mul(draw('equation', 'x'), factor), on: 'equation' });
    const { rows } = attend(part(1e3), [part(1e3), part(-1e3)], [part(1), part(2)], heads, equations);
    expect([...(await rows.data())].every(Number.isFinite)).toBe(true);
  });
});

describe('what values depend on', () => {
  const all: Dependence[] = ['nothing', 0, 1, 'equation'];

  it('meets as a lattice does: idempotent, commutative, associative, nothing at the bottom, the equation on top', () => {
    for (const a of all) {
      expect(meet(a, a)).toBe(a);
      expect(meet(a, 'nothing')).toBe(a);
      expect(meet(a, 'equation')).toBe('equation');
      for (const b of all) {
        expect(meet(a, b)).toBe(meet(b, a));
        for (const c of all) expect(meet(meet(a, b), c)).toBe(meet(a, meet(b, c)));
      }
    }
    expect(meet(0, 1)).toBe('equation');
  });

  it('rows are looked up once, however often they are asked for', () => {
    const equations = new Equations(columns, VOCABULARY);
    const part: Part = { rows: draw(1, 'rows'), on: 1 };
    expect(equations.bring(part, 'equation')).toBe(equations.bring(part, 'equation'));
    expect(equations.bring(part, 1)).toBe(part.rows);
  });
});
