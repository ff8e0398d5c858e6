/** @file The transformer once more, for tests: one equation at a time, in plain loops and doubles, from the papers' formulas
 *  alone. It shares nothing with the models room but the names of parameters. */
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import type { TransformerModel } from '../../../src-main/contract/values/model-config.ts';
import type { ModelDimensions } from '../../../src-main/models/model.ts';

type Vector = number[];
type Numbers = (name: string) => ArrayLike<number> | undefined;

function sum(values: Vector): number {
  let total = 0;
  for (const v of values) total += v;
  return total;
}
const add = (a: Vector, b: Vector): Vector => a.map((v, i) => v + (b[i] as number));

/** Logits of one equation, read at `position` (the last unless told otherwise). */
export function naiveLogits(
  model: TransformerModel,
  dimensions: ModelDimensions,
  arrays: NamedArrays,
  tokens: readonly number[],
  position = tokens.length - 1,
): Vector {
  const numbers: Numbers = (name) => arrays[name]?.data;
  let stream = tokens.map((token, at) =>
    add(row(numbers('embed.W_E'), token, model.width), place(model, numbers, at)),
  );
  for (let layer = 0; layer < model.layers; layer++)
    stream = naiveBlock(model, numbers, `block${layer}`, stream);
  const last = stream[position] as Vector;
  const read =
    model.normalization === 'pre' || model.normalization === 'everywhere'
      ? norm(numbers, 'normBeforeUnembedding', last)
      : last;
  const classes = model.logits === 'answers' ? dimensions.answers : dimensions.vocabulary;
  const [weight, bias] = [numbers('unembed.W_U'), numbers('unembed.b_U')];
  return Array.from({ length: classes }, (_, c) => {
    const column = model.tied
      ? row(numbers('embed.W_E'), c, model.width)
      : Array.from(read, (_v, i) => weight?.[i * dimensions.vocabulary + c] as number);
    return sum(read.map((v, i) => v * (column[i] as number))) + (bias?.[c] ?? 0);
  });
}

/** Mean over the equations of −log of the label's softmax probability. */
export function naiveLoss(logits: readonly Vector[], labels: readonly number[]): number {
  const losses = logits.map((values, i) => {
    const largest = Math.max(...values);
    return (
      largest +
      Math.log(sum(values.map((v) => Math.exp(v - largest)))) -
      (values[labels[i] as number] as number)
    );
  });
  return sum(losses) / losses.length;
}

function row(matrix: ArrayLike<number> | undefined, index: number, width: number): Vector {
  const result: Vector = [];
  for (let i = 0; i < width; i++) result.push(matrix?.[index * width + i] as number);
  return result;
}

function place(model: TransformerModel, numbers: Numbers, position: number): Vector {
  if (model.positions === 'learned') return row(numbers('positions.W_pos'), position, model.width);
  return Array.from({ length: model.width }, (_, i) => {
    const angle = position / 10000 ** ((2 * Math.floor(i / 2)) / model.width);
    return i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

function naiveBlock(model: TransformerModel, numbers: Numbers, name: string, stream: Vector[]): Vector[] {
  const when = (which: string[], place: string) => (x: Vector) =>
    which.includes(model.normalization) ? norm(numbers, `${name}.${place}`, x) : x;
  const before = stream.map(when(['pre', 'everywhere'], 'normBeforeAttention'));
  const attended = before.map((_, i) =>
    naiveAttention(model, numbers, `${name}.attention`, before.slice(0, i + 1)),
  );
  const middle = stream
    .map((x, i) => add(x, attended[i] as Vector))
    .map(when(['post'], 'normAfterAttention'));
  const [intoMlp, outOfMlp] = [linear(numbers, `${name}.mlp`, 'in'), linear(numbers, `${name}.mlp`, 'out')];
  return middle
    .map((x) => {
      const hidden = intoMlp(when(['pre', 'everywhere'], 'normBeforeMlp')(x));
      const active = hidden.map(model.activation === 'relu' ? (v) => Math.max(v, 0) : naiveGelu);
      return add(x, outOfMlp(when(['everywhere'], 'normInsideMlp')(active)));
    })
    .map(when(['post'], 'normAfterMlp'));
}

/** What the last of these positions reads from all of them. */
function naiveAttention(model: TransformerModel, numbers: Numbers, name: string, seen: Vector[]): Vector {
  const perHead = model.width / model.heads;
  const query = linear(numbers, name, 'Q')(seen.at(-1) as Vector);
  const keys = seen.map(linear(numbers, name, 'K'));
  const values = seen.map(linear(numbers, name, 'V'));
  const mixed: Vector = [];
  for (let head = 0; head < model.heads; head++) {
    const [from, to] = [head * perHead, (head + 1) * perHead];
    const exponentials = keys.map((key) => {
      let score = 0;
      for (let i = from; i < to; i++) score += (query[i] as number) * (key[i] as number);
      return Math.exp(score / Math.sqrt(perHead));
    });
    const total = sum(exponentials);
    for (let i = from; i < to; i++)
      mixed.push(sum(values.map((value, j) => ((value[i] as number) * (exponentials[j] as number)) / total)));
  }
  return linear(numbers, name, 'O')(mixed);
}

/** A layer as a function: its weights are looked up by their names once, not for each of the vectors. */
function linear(numbers: Numbers, place: string, role: string): (x: Vector) => Vector {
  const weight = numbers(`${place}.W_${role}`) as ArrayLike<number>;
  const bias = numbers(`${place}.b_${role}`);
  return (x) => {
    const outputs = weight.length / x.length;
    const result: Vector = [];
    for (let o = 0; o < outputs; o++) {
      let value = bias?.[o] ?? 0;
      for (let i = 0; i < x.length; i++) value += (x[i] as number) * (weight[i * outputs + o] as number);
      result.push(value);
    }
    return result;
  };
}

function norm(numbers: Numbers, name: string, x: Vector): Vector {
  const mean = sum(x) / x.length;
  const variance = sum(x.map((v) => (v - mean) ** 2)) / x.length;
  const [scale, shift] = [numbers(`${name}.scale`), numbers(`${name}.shift`)];
  return x.map((v, i) => ((v - mean) / Math.sqrt(variance + 1e-5)) * (scale?.[i] ?? 1) + (shift?.[i] ?? 0));
}

/** x·Φ(x). The error function by e^(−z²)·Σ 2ⁿz^(2n+1)/(1·3·5…(2n+1)), whose terms all have one sign. */
export function naiveGelu(x: number): number {
  const z = x / Math.SQRT2;
  if (Math.abs(z) > 6) return x > 0 ? x : 0;
  let term = z;
  let series = z;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(series); n++) {
    term *= (2 * z * z) / (2 * n + 1);
    series += term;
  }
  return (x / 2) * (1 + (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * series);
}
