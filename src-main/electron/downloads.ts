/** @file Exports (CSV, PNG, SVG …) are made by the page; here they get a dialog that asks where to. */
import { join } from 'node:path';
import { app, type DownloadItem, type FileFilter, type Session } from 'electron';
import { isAppContent } from './origin.ts';

const KINDS: Readonly<Record<string, string>> = {
  csv: 'Comma-separated values',
  json: 'JSON',
  jsonl: 'JSON Lines',
  parquet: 'Parquet',
  png: 'PNG image',
  svg: 'SVG image',
};

/** Lets the page save what it made itself; any other download is refused. */
export function saveExports(session: Session): void {
  session.on('will-download', (event, item) => {
    if (isAppContent(item.getURL())) askWhere(item);
    else event.preventDefault();
  });
}

function askWhere(item: DownloadItem): void {
  const name = plainName(item.getFilename());
  item.setSaveDialogOptions({
    title: 'Save export',
    defaultPath: join(app.getPath('downloads'), name),
    filters: filtersFor(name),
  });
}

/** A file name without a folder, whatever the page called it. */
function plainName(name: string): string {
  const plain = name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '-').replace(/^\.+/, '');
  return plain === '' ? 'export' : plain;
}

function filtersFor(name: string): FileFilter[] {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const kind = Object.hasOwn(KINDS, extension) ? KINDS[extension] : undefined;
  const all = { name: 'All files', extensions: ['*'] };
  return kind === undefined ? [all] : [{ name: kind, extensions: [extension] }, all];
}
