/** @file A picture as SVG text. */
import type { Picture, Shape } from './shapes.ts';

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export function toSvg(picture: Picture, title: string): string {
  const { width, height, ground, shapes } = picture;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${ground}"/>`,
    `<g font-family='${FONT}'>`,
    ...shapes.map(element),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function element(shape: Shape): string {
  switch (shape.kind) {
    case 'line': {
      const dash = shape.dash.length ? ` stroke-dasharray="${shape.dash.join(' ')}"` : '';
      const alpha = shape.alpha < 1 ? ` stroke-opacity="${shape.alpha}"` : '';
      return `<polyline points="${points(shape.points)}" fill="none" stroke="${shape.colour}" stroke-width="${shape.width}" stroke-linejoin="round"${dash}${alpha}/>`;
    }
    case 'area':
      return `<polygon points="${points(shape.points)}" fill="${shape.colour}" fill-opacity="${shape.alpha}"/>`;
    case 'text': {
      const weight = shape.bold ? ' font-weight="600"' : '';
      const turn = shape.upright ? ` transform="rotate(-90 ${shape.x} ${shape.y})"` : '';
      return `<text x="${shape.x}" y="${shape.y}" font-size="${shape.size}" text-anchor="${shape.anchor}" fill="${shape.colour}"${weight}${turn}>${escape(shape.text)}</text>`;
    }
  }
}

function points(flat: Float64Array): string {
  const pairs: string[] = [];
  for (let i = 0; i < flat.length; i += 2)
    pairs.push(`${round(flat[i] as number)},${round(flat[i + 1] as number)}`);
  return pairs.join(' ');
}

const round = (value: number): number => Math.round(value * 100) / 100;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (words: string): string => words.replace(/[&<>"]/g, (char) => ESCAPES[char] as string);
