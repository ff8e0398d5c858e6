/** @file What both hosts agree on when they hand the page its files: which address is which file, its media type, how
 *  long it may be kept, and the content policy. Pure functions; reading the disk is the host's. */

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['json', 'application/json; charset=utf-8'],
  ['webmanifest', 'application/manifest+json'],
  ['map', 'application/json; charset=utf-8'],
  ['txt', 'text/plain; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['ico', 'image/x-icon'],
  ['woff2', 'font/woff2'],
  ['wasm', 'application/wasm'],
]);

/** Folder of files whose names hold a hash of their content. */
const HASHED = 'assets/';
const INDEX = 'index.html';

/** Where an address leads: a file of the page's folder, else the page itself (it reads the address), else nowhere. */
export interface PageFile {
  /** Relative to the page's folder, with forward slashes, free of `..`. */
  readonly path: string;
  /** The page stands in when that file does not exist: an address such as /runs/12. */
  readonly fallback: typeof INDEX | null;
}

/** @param pathname as it came, still percent-encoded
 *  @returns null for an address that tries to leave the folder or is not well formed */
export function pageFile(pathname: string): PageFile | null {
  const path = decodedPath(pathname);
  if (path === null) return null;
  if (path === '') return { path: INDEX, fallback: null };
  const isFile = `${path}/`.startsWith(HASHED) || MEDIA_TYPES.has(extensionOf(path));
  return { path, fallback: isFile ? null : INDEX };
}

/** The path behind the leading slash, or null where it is not plain: escapes, control characters, hidden files. */
function decodedPath(pathname: string): string | null {
  if (!pathname.startsWith('/')) return null;
  let path: string;
  try {
    path = decodeURIComponent(pathname.slice(1));
  } catch {
    return null;
  }
  // A per cent sign that is left was encoded twice; a colon opens drives and streams on Windows.
  if (/[\\%:]|\p{Cc}/u.test(path) || /%2f/i.test(pathname)) return null;
  const segments = path.replace(/\/$/, '').split('/');
  if (path !== '' && segments.some((segment) => segment === '' || segment.startsWith('.'))) return null;
  return segments.join('/');
}

function extensionOf(path: string): string {
  return /\.([a-z0-9]+)$/.exec(path)?.[1] ?? '';
}

export function mediaType(path: string): string {
  return MEDIA_TYPES.get(extensionOf(path)) ?? 'application/octet-stream';
}

/** Hashed files never change; everything else is asked for again, so that a new version shows at once. */
export function cacheControl(path: string): string {
  return path.startsWith(HASHED) ? 'private, max-age=31536000, immutable' : 'no-store';
}

/** The page's content policy. @param connect sources it may talk to besides its own files */
export function contentPolicy(connect: readonly string[]): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `worker-src 'self'`,
    `connect-src ${["'self'", ...connect].join(' ')}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

/** Headers that every file of the page carries in both hosts. */
export function pageHeaders(connect: readonly string[]): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(connect),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}
