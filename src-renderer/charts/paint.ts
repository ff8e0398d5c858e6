/** @file A picture on a canvas, for PNG files. */
import type { Picture, Shape } from './shapes.ts';
import { FONT } from './svg.ts';

/** Draws the picture `scale` times as large as its size says; 2 is sharp on paper and on dense screens. */
export async function toPng(picture: Picture, scale = 2): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gave no canvas to draw the picture on; save the SVG instead.');
  context.scale(scale, scale);
  context.fillStyle = picture.ground;
  context.fillRect(0, 0, picture.width, picture.height);
  context.lineJoin = 'round';
  for (const shape of picture.shapes) paint(context, shape);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('The picture could not be turned into a PNG; save the SVG instead.'));
    }, 'image/png');
  });
}

function paint(context: CanvasRenderingContext2D, shape: Shape): void {
  context.save();
  if (shape.kind === 'text') paintText(context, shape);
  else {
    context.globalAlpha = shape.alpha;
    trace(context, shape.points);
    if (shape.kind === 'area') {
      context.fillStyle = shape.colour;
      context.fill();
    } else {
      context.strokeStyle = shape.colour;
      context.lineWidth = shape.width;
      context.setLineDash([...shape.dash]);
      context.stroke();
    }
  }
  context.restore();
}

function paintText(context: CanvasRenderingContext2D, shape: Extract<Shape, { kind: 'text' }>): void {
  context.font = `${shape.bold ? '600 ' : ''}${shape.size}px ${FONT}`;
  context.fillStyle = shape.colour;
  context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
  context.translate(shape.x, shape.y);
  if (shape.upright) context.rotate(-Math.PI / 2);
  context.fillText(shape.text, 0, 0);
}

function trace(context: CanvasRenderingContext2D, points: Float64Array): void {
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) context.lineTo(points[i] as number, points[i + 1] as number);
}
