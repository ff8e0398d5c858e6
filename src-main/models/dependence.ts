/** @file How many rows a value needs. Under a causal mask a position's value depends on the tokens up to it alone, and
 *  before the first attention on its own token alone: then one row per token of the vocabulary does for all equations,
 *  and one row at all where the token is the same in every equation, as '=' is. Products are taken on these few rows,
 *  and rows are looked up by equation where values of different dependence meet. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** What a value depends on besides parameters: nothing, the token at the position of that number, or all tokens. */
export type Dependence = 'nothing' | number | 'equation';

/** What a value depends on that is made of two others. */
export function meet(a: Dependence, b: Dependence): Dependence {
  if (a === b || b === 'nothing') return a;
  return a === 'nothing' ? b : 'equation';
}

/** A matrix whose rows stand for what it depends on. */
export interface Part {
  /** [1, d], [vocabulary, d] or [B, d] */
  readonly rows: Tensor2D;
  readonly on: Dependence;
}

/** The tokens of a batch; answers how many rows a value has, and looks rows up, each matrix once. */
export class Equations {
  /** int32 [B] for each position. */
  readonly columns: readonly Tensor1D[];
  readonly batch: number;
  readonly #vocabulary: number;
  readonly #found = new Map<Tensor, Tensor2D>();
  readonly #differences = new Map<Tensor, Map<Tensor, Part>>();

  constructor(columns: readonly Tensor1D[], vocabulary: number) {
    this.columns = columns;
    this.batch = (columns[0] as Tensor1D).shape[0];
    this.#vocabulary = vocabulary;
  }

  /** Number of rows of a value of this dependence. */
  rowsOf(on: Dependence): number {
    if (on === 'nothing') return 1;
    return on === 'equation' ? this.batch : this.#vocabulary;
  }

  /** The rows of a part as they stand in a value that depends on no less. A single row stays one, as it broadcasts. */
  bring({ rows, on }: Part, to: Dependence): Tensor2D {
    if (on === to || on === 'nothing') return rows;
    // From one token there is one step up: to the equation as a whole.
    const found = this.#found.get(rows) ?? tf.gather(rows, this.columns[on as number] as Tensor1D);
    this.#found.set(rows, found);
    return found;
  }

  /** The same, a single row repeated as often as the dependence has rows. */
  bringAll(part: Part, to: Dependence): Tensor2D {
    const rows = this.bring(part, to);
    const count = this.rowsOf(to);
    return rows.shape[0] === count ? rows : tf.add(rows, tf.zeros([count, 1]));
  }

  /** A part less a single row. The same two always give the same tensor, so that it is looked up once. */
  less(part: Part, row: Part): Part {
    const ofRow = this.#differences.get(row.rows) ?? new Map<Tensor, Part>();
    this.#differences.set(row.rows, ofRow);
    const found = ofRow.get(part.rows) ?? { rows: tf.sub(part.rows, row.rows), on: part.on };
    ofRow.set(part.rows, found);
    return found;
  }

  /** The matrices of several parts in one, from its rows. */
  split(rows: Tensor2D, on: readonly Dependence[]): Part[] {
    if (on.length === 1) return [{ rows, on: on[0] as Dependence }];
    const pieces = tf.split(
      rows,
      on.map((each) => this.rowsOf(each)),
    );
    return on.map((each, i) => ({ rows: pieces[i] as Tensor2D, on: each }));
  }

  /** The rows of the last of several parts in one matrix. */
  last(rows: Tensor2D, on: readonly Dependence[]): Tensor2D {
    if (on.length === 1) return rows;
    const count = this.rowsOf(on.at(-1) as Dependence);
    return tf.slice(rows, [rows.shape[0] - count, 0], [count, rows.shape[1]]);
  }
}

/** One matrix of several, one below the other. */
export function stackRows(parts: readonly Tensor2D[]): Tensor2D {
  return parts.length === 1 ? (parts[0] as Tensor2D) : tf.concat([...parts], 0);
}
