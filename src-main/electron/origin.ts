/** @file The one address space of the desktop app: app://lab/… */

export const APP_SCHEME = 'app';
export const APP_HOST = 'lab';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const APP_URL = `${APP_ORIGIN}/`;

/** Whether an address is the app's own page, whatever its path. */
export function isAppUrl(url: string): boolean {
  // `URL.origin` is 'null' for schemes that Node does not know, so the parts are compared.
  const { protocol, host, username, password } = URL.parse(url) ?? {};
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && !username && !password;
}

/** Whether an address is content the app's own page made itself, such as an export to be saved. */
export function isAppContent(url: string): boolean {
  if (url.startsWith('blob:')) return isAppUrl(url.slice('blob:'.length));
  return url.startsWith('data:');
}
