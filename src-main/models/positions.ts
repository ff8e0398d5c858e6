/** @file Fixed position embeddings. */

/**
 * Sinusoids of Vaswani et al. 2017 (arXiv 1706.03762, section 3.5): sin(position / 10000^(2i/d)) at dimension 2i and the
 * cosine of the same angle at 2i+1.
 * @returns [context, width], row-major
 */
export function sinusoids(context: number, width: number): Float32Array {
  const table = new Float32Array(context * width);
  for (let position = 0; position < context; position++) {
    for (let i = 0; i < width; i++) {
      const angle = position / 10_000 ** ((i - (i % 2)) / width);
      table[position * width + i] = i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return table;
}
