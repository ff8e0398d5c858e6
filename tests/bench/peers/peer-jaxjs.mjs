/** @file jax-js: JAX in JavaScript over WebAssembly, the whole step jitted, as its users would write it. A contestant as
 *  `turns.py` describes. Its arrays are counted by hand: every use of one but the last is a `.ref`. */
import { createInterface } from 'node:readline';
import { init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';

const { workload: W } = JSON.parse(process.argv[2]);
const RATE = 1e-3;
const [BETA1, BETA2, EPSILON] = [0.9, 0.98, 1e-8];

let state = 1;
/** Uniform in [0, 1). The numbers themselves do not matter for the time. */
const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;

function weights(shape, deviation = 0.05) {
  const size = shape.reduce((product, d) => product * d, 1);
  const data = Float32Array.from({ length: size }, () => deviation * Math.sqrt(12) * (uniform() - 0.5));
  return np.array(data).reshape(shape);
}

const newNorm = (width) => ({ scale: np.ones([width]), shift: np.zeros([width]) });

function newTransformer() {
  const { width: d, mlpWidth: m } = W;
  const blocks = Array.from({ length: W.layers }, () => ({
    ...{ norm1: newNorm(d), norm2: newNorm(d), qkv: weights([d, 3 * d]), out: weights([d, d]) },
    ...{ inner: weights([d, m]), innerBias: np.zeros([m]), outer: weights([m, d]), outerBias: np.zeros([d]) },
  }));
  return {
    embedding: weights([W.vocabulary, d], 1),
    positions: weights([W.context, d], 0.02),
    blocks,
    norm: newNorm(d),
    unembedding: weights([d, W.vocabulary]),
  };
}

function newMlp() {
  const layers = W.sizes.slice(1).map((outputs, i) => ({
    weight: weights([W.sizes[i], outputs], W.sizes[i] ** -0.5),
    bias: np.zeros([outputs]),
  }));
  return W.input === 'vector'
    ? { layers }
    : { layers, embedding: weights([W.vocabulary, W.embeddingWidth], 1) };
}

function layerNorm(x, { scale, shift }) {
  const centered = x.ref.sub(np.mean(x, -1, { keepdims: true }));
  const variance = np.mean(np.square(centered.ref), -1, { keepdims: true });
  return centered
    .mul(np.reciprocal(np.sqrt(variance.add(1e-5))))
    .mul(scale)
    .add(shift);
}

/** Rows of a table for tokens [N] given one-hot [N, vocabulary]. */
const lookUp = (table, oneHot) => np.matmul(oneHot, table);

function transformer(parameters, oneHot) {
  const { width, heads, context, batch } = W;
  const perHead = width / heads;
  let x = lookUp(parameters.embedding, oneHot).reshape([batch, context, width]).add(parameters.positions);
  for (const block of parameters.blocks) {
    const qkv = np
      .matmul(layerNorm(x.ref, block.norm1), block.qkv)
      .reshape([batch, context, 3, heads, perHead]);
    const [q, k, v] = np.unstack(np.transpose(qkv, [2, 0, 3, 1, 4]), 0);
    const mask = np.triu(np.full([context, context], -1e9), 1);
    const scores = np
      .matmul(q, np.swapaxes(k, -1, -2))
      .mul(1 / Math.sqrt(perHead))
      .add(mask);
    const read = np.matmul(nn.softmax(scores, -1), v);
    x = x.add(np.matmul(np.swapaxes(read, 1, 2).reshape([batch, context, width]), block.out));
    const hidden = nn.relu(np.matmul(layerNorm(x.ref, block.norm2), block.inner).add(block.innerBias));
    x = x.add(np.matmul(hidden, block.outer).add(block.outerBias));
  }
  const last = np.unstack(x, 1);
  for (const other of last.slice(0, -1)) other.dispose();
  return np.matmul(layerNorm(last.at(-1), parameters.norm), parameters.unembedding);
}

function mlp(parameters, x) {
  const activation = { relu: nn.relu, tanh: np.tanh }[W.activation];
  const [first, ...rest] = parameters.layers;
  let input = x;
  if (W.input !== 'vector') {
    const looked = lookUp(parameters.embedding, x).reshape([W.batch, W.context, W.embeddingWidth]);
    input = W.input === 'sum' ? np.sum(looked, 1) : looked.reshape([W.batch, W.context * W.embeddingWidth]);
  }
  let y = np.matmul(input, first.weight).add(first.bias);
  for (const { weight, bias } of rest) y = np.matmul(activation(y), weight).add(bias);
  return y;
}

function lossOf(parameters, x, target) {
  const outputs = W.kind === 'transformer' ? transformer(parameters, x) : mlp(parameters, x);
  if (W.loss === 'mse') return np.mean(np.square(outputs.sub(target)));
  return np.sum(nn.logSoftmax(outputs, -1).mul(target)).mul(-1 / W.batch);
}

/** AdamW on a list of arrays. */
function update(weight, gradient, first, second, rate, epsilon) {
  const m = first.mul(BETA1).add(gradient.ref.mul(1 - BETA1));
  const v = second.mul(BETA2).add(np.square(gradient).mul(1 - BETA2));
  const step = m.ref.mul(rate).div(np.sqrt(v.ref).add(epsilon));
  return [weight.mul(1 - RATE * W.weightDecay).sub(step), m, v];
}

const leaves = (tree) =>
  Array.isArray(tree) ? tree.flatMap(leaves) : tree.ref ? [tree] : Object.values(tree).flatMap(leaves);
function rebuild(tree, list) {
  if (Array.isArray(tree)) return tree.map((each) => rebuild(each, list));
  if (tree.ref) return list.shift();
  return Object.fromEntries(Object.entries(tree).map(([name, each]) => [name, rebuild(each, list)]));
}

await init();
const shape = W.kind === 'transformer' ? newTransformer() : newMlp();
let carry = [
  leaves(shape),
  leaves(shape).map((x) => np.zeros(x.shape)),
  leaves(shape).map((x) => np.zeros(x.shape)),
];
const compiled = jit((parameters, firsts, seconds, x, target, rate, epsilon) => {
  const trained = (...list) => lossOf(rebuild(shape, [...list[0]]), list[1], list[2]);
  const [loss, gradients] = valueAndGrad(trained)(
    parameters.map((p) => p.ref),
    x,
    target,
  );
  const updated = parameters.map((p, i) =>
    update(p, gradients[i], firsts[i], seconds[i], rate.ref, epsilon.ref),
  );
  return [loss, ...[0, 1, 2].map((part) => updated.map((each) => each[part]))];
});

/** A batch of equations as one-hot rows, or of random vectors. */
function inputs() {
  if (W.input === 'vector')
    return np
      .array(Float32Array.from({ length: W.batch * W.sizes[0] }, uniform))
      .reshape([W.batch, W.sizes[0]]);
  return oneHotRows(W.batch * W.context, W.vocabulary);
}
function oneHotRows(rows, classes) {
  const data = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) data[row * classes + Math.floor(uniform() * W.operands)] = 1;
  return np.array(data).reshape([rows, classes]);
}
const targets = () =>
  W.loss === 'mse'
    ? np.array(Float32Array.from({ length: W.batch * W.outputs }, uniform)).reshape([W.batch, W.outputs])
    : oneHotRows(W.batch, W.outputs);

// The same batch each step: making one is no part of the contest.
const [x, target] = [inputs(), targets()];
let count = 0;
async function step() {
  count++;
  const scale = Math.sqrt(1 - BETA2 ** count) / (1 - BETA1 ** count);
  const [loss, ...next] = compiled(
    ...carry,
    x.ref,
    target.ref,
    np.array([RATE * scale]),
    np.array([EPSILON]),
  );
  carry = next;
  return (await loss.data())[0];
}

async function timeFor(milliseconds) {
  const since = performance.now();
  let steps = 0;
  while (steps < 2 || performance.now() - since < milliseconds) {
    await step();
    steps++;
  }
  return (performance.now() - since) / steps;
}

const say = (value) => console.log(JSON.stringify(value));
const before = performance.now();
const loss = await step();
say({ ready: 'jax-js 0.1 wasm jit', compileSeconds: (performance.now() - before) / 1000, loss });
for await (const line of createInterface({ input: process.stdin })) say({ ms: await timeFor(Number(line)) });
process.exit(0);
