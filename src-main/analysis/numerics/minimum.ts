/** @file Minima and roots of functions without derivatives: golden section in one dimension, Nelder and Mead's simplex
 *  (1965) in several, bisection for a root. Deterministic, for the handful of parameters a likelihood has here. */

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Where a function with one minimum between `low` and `high` has it, to `tolerance`. */
export function goldenSection(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance = 1e-8,
): { x: number; value: number } {
  let [a, b] = [low, high];
  let [c, d] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  while (b - a > tolerance) {
    if (fc <= fd) {
      [b, d, fd] = [d, c, fc];
      c = b - GOLDEN * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + GOLDEN * (b - a);
      fd = f(d);
    }
  }
  return fc <= fd ? { x: c, value: fc } : { x: d, value: fd };
}

/** The place between `low` and `high` at which a function that rises there crosses zero; an end where it does not. */
export function bisect(f: (x: number) => number, low: number, high: number, rounds = 80): number {
  let [a, b] = [low, high];
  for (let i = 0; i < rounds; i++) {
    const middle = (a + b) / 2;
    if (f(middle) < 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

interface Vertex {
  readonly x: readonly number[];
  readonly value: number;
}

/**
 * A local minimum by Nelder and Mead's simplex, begun again from where it ended until that no longer helps.
 * @param size length of the first simplex's edges, per coordinate
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  size: readonly number[],
): { x: readonly number[]; value: number } {
  let best: Vertex = { x: start, value: f(start) };
  for (let round = 0; round < 10; round++) {
    const found = simplexSearch(f, best, size);
    const gained = best.value - found.value;
    best = found;
    if (!(gained > 1e-10 * (1 + Math.abs(best.value)))) break;
  }
  return best;
}

function simplexSearch(f: (x: readonly number[]) => number, start: Vertex, size: readonly number[]): Vertex {
  const at = (x: readonly number[]): Vertex => ({ x, value: finite(f(x)) });
  const n = start.x.length;
  let simplex = [
    { ...start, value: finite(start.value) },
    ...start.x.map((_, i) => at(start.x.map((v, j) => (i === j ? v + (size[i] ?? 1) : v)))),
  ];
  for (let step = 0; step < 500 * n; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0] as Vertex, simplex[n] as Vertex];
    if (Math.abs(worst.value - best.value) <= 1e-12 * (1 + Math.abs(best.value))) break;
    simplex = moved(simplex, at);
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a));
}

/** One step: the worst vertex is reflected, stretched or drawn in; where nothing helps, all are drawn to the best. */
function moved(simplex: readonly Vertex[], at: (x: readonly number[]) => Vertex): Vertex[] {
  const n = simplex.length - 1;
  const [best, second, worst] = [simplex[0], simplex[n - 1], simplex[n]] as [Vertex, Vertex, Vertex];
  const others = simplex.slice(0, n);
  const centre = best.x.map((_, j) => others.reduce((sum, { x }) => sum + (x[j] as number), 0) / n);
  const along = (t: number) => at(centre.map((c, j) => c + t * ((worst.x[j] as number) - c)));
  const reflected = along(-1);
  if (reflected.value < best.value) {
    const stretched = along(-2);
    return [...others, stretched.value < reflected.value ? stretched : reflected];
  }
  if (reflected.value < second.value) return [...others, reflected];
  const drawn = along(reflected.value < worst.value ? -0.5 : 0.5);
  if (drawn.value < Math.min(worst.value, reflected.value)) return [...others, drawn];
  return simplex.map((v, i) => (i === 0 ? v : at(v.x.map((c, j) => (c + (best.x[j] as number)) / 2))));
}

/** A likelihood that cannot be had is worse than any. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
}
