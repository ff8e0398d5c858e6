/** @file Addresses of views: `#/run/12?x=linear&zoom=100..4000`. The part after the hash works alike in a window, in a
 *  browser and in a bookmark, whatever serves the page. */

export type Route =
  | { readonly page: 'runs' }
  | { readonly page: 'new' }
  | { readonly page: 'form'; readonly experiment: string }
  | { readonly page: 'run'; readonly run: number }
  | { readonly page: 'compare' }
  | { readonly page: 'sweeps' }
  | { readonly page: 'sweep'; readonly sweep: number }
  | { readonly page: 'explore' }
  | { readonly page: 'queue' }
  | { readonly page: 'settings' }
  | { readonly page: 'unknown'; readonly path: string };

export interface Address {
  readonly route: Route;
  readonly query: URLSearchParams;
}

export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#?\/?/, '');
  const cut = text.indexOf('?');
  const path = cut < 0 ? text : text.slice(0, cut);
  return { route: parsePath(path), query: new URLSearchParams(cut < 0 ? '' : text.slice(cut + 1)) };
}

const NUMBER = /^[1-9]\d*$/;
/** Pages whose address is their name alone. */
const ROOMS = ['compare', 'sweeps', 'explore', 'queue', 'settings'] as const;

function parsePath(path: string): Route {
  const [first = '', second, ...rest] = path.split('/').map(decode);
  if (rest.length === 0) {
    if ((first === '' || first === 'runs') && second === undefined) return { page: 'runs' };
    if (first === 'new') return second ? { page: 'form', experiment: second } : { page: 'new' };
    if (first === 'run' && second && NUMBER.test(second)) return { page: 'run', run: Number(second) };
    if (first === 'sweep' && second && NUMBER.test(second)) return { page: 'sweep', sweep: Number(second) };
    const room = ROOMS.find((page) => page === first);
    if (room && second === undefined) return { page: room };
  }
  return { page: 'unknown', path };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a lone per cent sign; it leads to the page that says so
  }
}

export type Query = Readonly<Record<string, string | readonly string[]>>;

/** A hash for a route. Empty values are left out. */
export function formatAddress(route: Route, query: Query | URLSearchParams = {}): string {
  const search = query instanceof URLSearchParams ? query : searchParams(query);
  const text = search.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3D', '=');
  return `#/${formatPath(route)}${text ? `?${text}` : ''}`;
}

function formatPath(route: Route): string {
  switch (route.page) {
    case 'form':
      return `new/${encodeURIComponent(route.experiment)}`;
    case 'run':
      return `run/${route.run}`;
    case 'sweep':
      return `sweep/${route.sweep}`;
    case 'unknown':
      return route.path;
    default:
      return route.page;
  }
}

function searchParams(query: Query): URLSearchParams {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of typeof value === 'string' ? [value] : value) if (one !== '') search.append(key, one);
  }
  return search;
}
