/** @file A curve the size of a word: accuracy from 0 to 1 over the logarithm of the step. */

/**
 * An SVG path inside `width` × `height`.
 * @param lastStep the step at the right edge: the budget of a run that goes on
 */
export function sparklinePath(
  step: ArrayLike<number>,
  value: ArrayLike<number>,
  lastStep: number,
  width: number,
  height: number,
): string {
  const span = Math.log10(Math.max(10, lastStep));
  const x = (s: number) => 1 + ((width - 2) * Math.log10(Math.max(1, s))) / span;
  const y = (v: number) => height - 1 - (height - 2) * Math.min(1, Math.max(0, v));
  let path = '';
  let pen = 'M';
  for (let i = 0; i < step.length; i++) {
    const v = value[i] as number;
    if (Number.isNaN(v)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${round(x(step[i] as number))} ${round(y(v))}`;
    pen = 'L';
  }
  return path;
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
