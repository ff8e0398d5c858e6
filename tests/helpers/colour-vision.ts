/** @file Colours as people see them, those without one kind of cone too. */

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** What the eye makes of linear red, green and blue; without one cone by Machado, Oliveira and Fernandes 2009, severity 1. */
export const EYES: Readonly<Record<'all cones' | 'no red' | 'no green' | 'no blue', Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (matrix: Matrix, [x, y, z]: Triple) =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;

function linear(hex: string): Triple {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as unknown as Triple;
}

/** WCAG's contrast of two colours such as `#1f497d`, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [a, b]
    .map(linear)
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** How far apart two colours look to those eyes: their distance in Ottosson's OKLab, where black and white are 1 apart. */
export function difference(a: string, b: string, eyes: Matrix): number {
  const [one, other] = [a, b].map((hex) => oklab(times(eyes, linear(hex)))) as [Triple, Triple];
  return Math.hypot(...one.map((value, i) => value - (other[i] as number)));
}

const CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const oklab = (rgb: Triple): Triple =>
  times(LAB, times(CONES, rgb).map((cone) => Math.cbrt(Math.max(0, cone))) as unknown as Triple);
