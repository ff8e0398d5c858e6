/** @file Stands in for the module 'electron' where its binary cannot be had. It is as strict as the real one where that
 *  matters: messages are structured clones, of a rejected error only the text arrives, functions cross the context
 *  bridge as proxies with cloned arguments, and what must come before or after `ready` throws when it does not.
 *  Use: `vi.mock('electron', () => import('<…>/helpers/fake-electron.ts'))`, and `resetElectron()` before each test. */
import { EventEmitter } from 'node:events';
import { FakeSession, FakeUtilityProcess, preventable } from './fake-electron-parts.ts';

export { preventable } from './fake-electron-parts.ts';
export type { FakeUtilityProcess } from './fake-electron-parts.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;
/** What the tests may look at and turn. */
export const fake = {
  ready: false,
  /** Whether this is the first instance. */
  lock: true,
  packaged: false,
  userData: '/nowhere',
  dark: false,
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  pages: new Map<string, (request: Request) => Promise<Response>>(),
  opened: [] as string[],
  shownInFolder: [] as string[],
  errorBoxes: [] as { title: string; content: string }[],
  menu: null as unknown,
  exposed: new Map<string, unknown>(),
  forks: [] as FakeUtilityProcess[],
  exits: [] as number[],
  sandboxed: false,
};

// ---- app -----------------------------------------------------------------------------------------------------

class FakeApp extends EventEmitter {
  #waiting: (() => void)[] = [];
  quitting = false;

  get isPackaged(): boolean {
    return fake.packaged;
  }
  whenReady(): Promise<void> {
    return fake.ready ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
  /** The moment at which the real one has started up. */
  becomeReady(): void {
    fake.ready = true;
    this.emit('ready');
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
  requestSingleInstanceLock(): boolean {
    return fake.lock;
  }
  enableSandbox(): void {
    if (fake.ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    fake.sandboxed = true;
  }
  getPath(name: string): string {
    return name === 'userData' ? fake.userData : `/people/somebody/${name}`;
  }
  /** While it quits, closing the last window is no event of its own; a prevented `will-quit` ends the quitting. */
  quit(): void {
    if (this.quitting) return;
    const before = preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.quitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    const will = preventable();
    this.emit('will-quit', will);
    if (will.defaultPrevented) this.quitting = false;
    else this.exit(0);
  }
  exit(code = 0): void {
    fake.exits.push(code);
  }
}
export const app = new FakeApp();

// ---- pages, windows ------------------------------------------------------------------------------------------

export interface FakeFrame {
  url: string;
  parent: FakeFrame | null;
}

export class FakeWebContents extends EventEmitter {
  readonly mainFrame: FakeFrame = { url: 'about:blank', parent: null };
  /** Listens in the page's process, as `ipcRenderer` does there. */
  readonly inPage = new EventEmitter();
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  reloads = 0;
  destroyed = false;
  crashed = false;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  isCrashed(): boolean {
    return this.crashed;
  }
  reload(): void {
    this.reloads++;
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    this.inPage.emit(channel, { sender: {}, ports: [] }, ...structuredClone(args));
  }
}

export class BrowserWindow extends EventEmitter {
  static #all: BrowserWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: Record<string, unknown>;
  bounds: { x: number; y: number; width: number; height: number };
  visible: boolean;
  maximized = false;
  minimized = false;
  focused = false;
  background: string;

  constructor(options: Record<string, unknown>) {
    super();
    if (!fake.ready) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.visible = options['show'] !== false;
    this.background = String(options['backgroundColor']);
    const number = (key: string, otherwise: number) => (options[key] as number | undefined) ?? otherwise;
    this.bounds = {
      x: number('x', 0),
      y: number('y', 0),
      width: number('width', 800),
      height: number('height', 600),
    };
    BrowserWindow.#all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all];
  }
  static fromWebContents(contents: unknown): BrowserWindow | null {
    return BrowserWindow.#all.find((window) => window.webContents === contents) ?? null;
  }
  static forget(): void {
    BrowserWindow.#all = [];
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
  }
  show(): void {
    this.visible = true;
  }
  focus(): void {
    this.focused = true;
  }
  maximize(): void {
    this.maximized = true;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  restore(): void {
    this.minimized = false;
  }
  getNormalBounds(): object {
    return { ...this.bounds };
  }
  setBackgroundColor(color: string): void {
    this.background = color;
  }
  isDestroyed(): boolean {
    return this.webContents.destroyed;
  }
  close(): void {
    this.emit('close', preventable());
    this.webContents.destroyed = true;
    BrowserWindow.#all = BrowserWindow.#all.filter((window) => window !== this);
    this.emit('closed');
    if (BrowserWindow.#all.length === 0 && !app.quitting) app.emit('window-all-closed');
  }
}

// ---- messages ------------------------------------------------------------------------------------------------

class FakeIpcMain {
  readonly handlers = new Map<string, Handler>();
  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
  /** An `invoke` from anywhere, as the main process sees it. */
  async invokedBy(
    sender: object,
    senderFrame: FakeFrame | null,
    channel: string,
    ...args: unknown[]
  ): Promise<unknown> {
    const handler = this.handlers.get(channel);
    try {
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      return structuredClone(
        await handler({ sender, senderFrame, processId: 1, frameId: 1 }, ...structuredClone(args)),
      );
    } catch (error) {
      // Code, details and cause are lost on the way; so is the class.
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`);
    }
  }
}
export const ipcMain = new FakeIpcMain();

let page: FakeWebContents | undefined;

/** Whose process the preload script runs in from now on. */
export function enterPage(contents: FakeWebContents): void {
  page = contents;
}

export const ipcRenderer = {
  invoke: (channel: string, ...args: unknown[]) =>
    ipcMain.invokedBy(page as FakeWebContents, (page as FakeWebContents).mainFrame, channel, ...args),
  on: (channel: string, listener: (...args: unknown[]) => void) => page?.inPage.on(channel, listener),
};

/** Carries a value from one world to the other, as the context bridge does. */
function across(value: unknown): unknown {
  if (typeof value === 'function') {
    const call = value as (...args: unknown[]) => unknown;
    return (...args: unknown[]) => {
      try {
        return across(call(...args.map(across)));
      } catch (error) {
        throw new Error(error instanceof Error ? error.message : String(error));
      }
    };
  }
  if (value instanceof Promise) return value.then(across);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, across(item)])));
  }
  return structuredClone(value);
}

export const contextBridge = {
  exposeInMainWorld(name: string, value: unknown): void {
    if (fake.exposed.has(name))
      throw new Error(`Cannot bind an API on top of an existing property '${name}'`);
    fake.exposed.set(name, across(value));
  },
};

// ---- session, protocol and the rest --------------------------------------------------------------------------

let defaultSession = new FakeSession();
export const session = {
  get defaultSession(): FakeSession {
    if (!fake.ready) throw new Error('Session can only be received when app is ready');
    return defaultSession;
  },
};

export const protocol = {
  registerSchemesAsPrivileged(schemes: typeof fake.schemes): void {
    if (fake.ready)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    fake.schemes = schemes;
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    if (!fake.ready) throw new Error('protocol.handle cannot be called before app is ready');
    fake.pages.set(scheme, handler);
  },
};

export const shell = {
  openExternal: async (url: string) => void fake.opened.push(url),
  showItemInFolder: (path: string) => void fake.shownInFolder.push(path),
};
export const dialog = {
  showErrorBox: (title: string, content: string) => void fake.errorBoxes.push({ title, content }),
};
export const screen = {
  getAllDisplays: () => {
    if (!fake.ready) throw new Error("The 'screen' module can't be used before the app 'ready' event");
    return fake.displays;
  },
};
class FakeTheme extends EventEmitter {
  get shouldUseDarkColors(): boolean {
    return fake.dark;
  }
}
export const nativeTheme = new FakeTheme();
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => void (fake.menu = menu),
};

export const utilityProcess = {
  fork(...args: unknown[]): FakeUtilityProcess {
    if (!fake.ready) throw new Error('utilityProcess cannot be created before app is ready');
    const child = new FakeUtilityProcess(args);
    fake.forks.push(child);
    return child;
  },
};

/** A fresh start: nothing registered, nothing open, not ready. */
export function resetElectron(): void {
  for (const emitter of [app, nativeTheme]) emitter.removeAllListeners();
  app.quitting = false;
  BrowserWindow.forget();
  ipcMain.handlers.clear();
  defaultSession = new FakeSession();
  page = undefined;
  for (const list of [
    fake.schemes,
    fake.opened,
    fake.shownInFolder,
    fake.errorBoxes,
    fake.forks,
    fake.exits,
  ]) {
    list.splice(0);
  }
  fake.pages.clear();
  fake.exposed.clear();
  Object.assign(fake, {
    ready: false,
    lock: true,
    packaged: false,
    dark: false,
    menu: null,
    sandboxed: false,
  });
  fake.userData = '/nowhere';
  fake.displays = [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }];
}
