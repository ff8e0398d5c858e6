/** @file What pages may not do, whatever they try: leave the app, open windows, embed others, use the network or ask
 *  for permissions. Applies to every web contents there will ever be. */
import { app, shell, type Session, type WebContents } from 'electron';
import { isAppContent, isAppUrl } from './origin.ts';

/** Copying a picture or a link; everything else (camera, place, notifications, reading the clipboard …) is denied. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** For all pages, from the first one on: call it before any window is made. */
export function confinePages(): void {
  app.on('web-contents-created', (_, contents) => confine(contents));
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  });
  // The app's page holds no frames; none may load anything.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalPage(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** A link to a paper opens in the browser. Other schemes could start programs. */
function isExternalPage(url: string): boolean {
  const { protocol, username, password } = URL.parse(url) ?? {};
  return protocol === 'https:' && !username && !password;
}

/** @param developer lets the developer tools load themselves */
export function confineSession(session: Session, developer: boolean): void {
  session.setPermissionRequestHandler((_, permission, callback, details) =>
    callback(GRANTED.has(permission) && isAppUrl(details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_, permission, origin) => GRANTED.has(permission) && isAppUrl(origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  // An offline app: nothing is fetched from anywhere.
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const local = isAppUrl(url) || isAppContent(url) || (developer && url.startsWith('devtools://'));
    callback({ cancel: !local });
  });
}
