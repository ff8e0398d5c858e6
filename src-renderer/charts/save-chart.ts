/** @file Taking a chart away: picture and data. */
import { copyText, fileName, saveFile } from '../ui/copy.ts';
import { drawnCsv } from './csv.ts';
import { paperInk } from './ink.svelte.ts';
import { toPng } from './paint.ts';
import type { PanelView } from './panel-view.svelte.ts';
import { makePicture } from './picture.ts';
import type { Picture } from './shapes.ts';
import { toSvg } from './svg.ts';

const pictureOf = (view: PanelView): Picture => makePicture(view.model, view.frame, paperInk());

/** @param about what the page shows, such as the run's name; it begins the file's name */
export async function savePng(view: PanelView, about: string): Promise<void> {
  saveFile(fileName(`${about} ${view.model.title}`, 'png'), await toPng(pictureOf(view)));
}

export function saveSvg(view: PanelView, about: string): void {
  const svg = toSvg(pictureOf(view), `${about}: ${view.model.title}`);
  saveFile(fileName(`${about} ${view.model.title}`, 'svg'), svg, 'image/svg+xml');
}

/** Exactly the points that are drawn, in the steps in view. */
export function saveDrawn(view: PanelView, about: string): void {
  saveFile(
    fileName(`${about} ${view.model.title} drawn`, 'csv'),
    drawnCsv([view.drawn], view.link.zoom),
    'text/csv',
  );
}

/** The picture on the clipboard; where the browser takes no pictures there, its drawing as SVG text. */
export async function copyPicture(view: PanelView, about: string): Promise<'picture' | 'text'> {
  try {
    const png = await toPng(pictureOf(view));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return 'picture';
  } catch {
    await copyText(toSvg(pictureOf(view), `${about}: ${view.model.title}`));
    return 'text';
  }
}
