/** @file The menu. Its accelerators all hold Ctrl or Cmd or are function keys, and none of them is one of the page's. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Shows reload and the developer tools. */
  readonly developer: boolean;
  /** Opens the folder that holds the store. */
  readonly showData: () => void;
}

export function installMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

export function menuTemplate({ platform, developer, showData }: MenuOptions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const help: MenuItemConstructorOptions[] = [{ label: 'Show data folder', click: showData }];
  if (!mac) help.push({ type: 'separator' }, { role: 'about' });
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : [{ label: 'File', submenu: [{ role: 'quit' } as const] }]),
    { role: 'editMenu' },
    { label: 'View', submenu: viewItems(developer) },
    { role: 'windowMenu' },
    { role: 'help', submenu: help },
  ];
}

function viewItems(developer: boolean): MenuItemConstructorOptions[] {
  const always: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  // Reloading is harmless in the app too: the page reads everything again from the lab.
  const reload: MenuItemConstructorOptions[] = [{ role: 'reload' }, { type: 'separator' }];
  return [...reload, ...always, ...(developer ? [{ role: 'toggleDevTools' } as const] : [])];
}
