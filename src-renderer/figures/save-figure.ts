/** @file Taking a figure away: picture and data. */
import { paperInk } from '../charts/ink.svelte.ts';
import { toPng } from '../charts/paint.ts';
import { toSvg } from '../charts/svg.ts';
import { text, type Picture } from '../charts/shapes.ts';
import { copyText, fileName, saveFile } from '../ui/copy.ts';
import type { Figure, FigureSize } from './figure.ts';

/** A figure as the page hands it to whoever shows or saves it. */
export interface FigureSource {
  readonly id: string;
  readonly title: string;
  /** One sentence on what is drawn: definition, runs left out, tests. */
  readonly note: string;
  make(size: FigureSize): Figure;
  csv(): string;
}

const WIDTH = 760;
const HEIGHT = 460;
/** Rows of the title and of the note above the figure. */
const HEAD = 44;
const NOTE_LETTERS = 118;

/** On white, with title and note, whatever the page looks like. */
function paperPicture({ title, note, make }: FigureSource): Picture {
  const ink = paperInk();
  const figure = make({ ink, width: WIDTH, height: HEIGHT });
  const moved = figure.shapes.map((shape) =>
    shape.kind === 'text'
      ? { ...shape, y: shape.y + HEAD }
      : { ...shape, points: shape.points.map((value, i) => (i % 2 === 0 ? value : value + HEAD)) },
  );
  const head = [
    text(12, 18, title, ink.text, 'start', 13, true),
    text(
      12,
      34,
      note.length > NOTE_LETTERS ? `${note.slice(0, NOTE_LETTERS)}…` : note,
      ink.muted,
      'start',
      11,
    ),
  ];
  return { width: WIDTH, height: HEIGHT + HEAD, ground: ink.ground, shapes: [...head, ...moved] };
}

/** @param about what the page shows; it begins the file's name */
export async function saveFigurePng(source: FigureSource, about: string): Promise<void> {
  saveFile(fileName(`${about} ${source.title}`, 'png'), await toPng(paperPicture(source)));
}

export function saveFigureSvg(source: FigureSource, about: string): void {
  const svg = toSvg(paperPicture(source), `${about}: ${source.title}`);
  saveFile(fileName(`${about} ${source.title}`, 'svg'), svg, 'image/svg+xml');
}

export function saveFigureCsv(source: FigureSource, about: string): void {
  saveFile(fileName(`${about} ${source.title}`, 'csv'), source.csv(), 'text/csv');
}

/** The picture on the clipboard; where the browser takes no pictures there, its drawing as SVG text. */
export async function copyFigure(source: FigureSource, about: string): Promise<'picture' | 'text'> {
  try {
    const png = await toPng(paperPicture(source));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return 'picture';
  } catch {
    await copyText(toSvg(paperPicture(source), `${about}: ${source.title}`));
    return 'text';
  }
}
