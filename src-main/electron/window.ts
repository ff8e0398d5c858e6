/** @file The window: locked-down options, remembered place, the theme's colour until the page has painted. */
import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron';
import { EVENTS } from '../contract/wire/events.ts';
import { REQUESTS } from '../contract/wire/requests.ts';
import { namesAsArguments } from './channels.ts';
import { APP_URL } from './origin.ts';
import { openingBounds, readWindowState, SMALLEST, writeWindowState } from './window-state.ts';

export interface WindowPaths {
  /** The bundled preload script. */
  readonly preload: string;
  /** JSON file of the window's place. */
  readonly state: string;
}

/** As the page's own background, so that opening and resizing do not flash. */
const BACKGROUND = { light: '#ffffff', dark: '#14171a' } as const;

const background = () => (nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light);

/** Opens the window; it shows itself once it has something to show. */
export function openWindow(paths: WindowPaths): BrowserWindow {
  const state = readWindowState(paths.state);
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({ ...lockedDown(paths.preload), ...openingBounds(state, screens) });
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writeWindowState(paths.state, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  followTheme(window);
  // A page whose process died (out of memory, say) starts again: nothing is kept in it that the lab does not know.
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  void window.loadURL(APP_URL);
  return window;
}

function lockedDown(preload: string): BrowserWindowConstructorOptions {
  return {
    title: 'Grokking Lab',
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload,
      additionalArguments: namesAsArguments(Object.keys(REQUESTS), Object.keys(EVENTS)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  };
}

function followTheme(window: BrowserWindow): void {
  const paint = () => window.setBackgroundColor(background());
  nativeTheme.on('updated', paint);
  window.on('closed', () => nativeTheme.off('updated', paint));
}
