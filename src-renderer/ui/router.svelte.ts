/** @file The address of the window as reactive state, and the ways to change it. */
import { SvelteMap } from 'svelte/reactivity';
import { formatAddress, parseAddress, type Address, type Query, type Route } from './address.ts';

export class Router {
  #address = $state.raw<Address>({ route: { page: 'runs' }, query: new URLSearchParams() });
  readonly #window: Window;
  /** The last address of each page, with its filters. */
  readonly #last = new SvelteMap<Route['page'], string>();

  constructor(window: Window) {
    this.#window = window;
    this.#read();
  }

  get route(): Route {
    return this.#address.route;
  }

  get query(): URLSearchParams {
    return this.#address.query;
  }

  /** Follows back, forward and hand-typed addresses until the returned function is called. */
  listen(): () => void {
    const read = () => this.#read();
    this.#window.addEventListener('hashchange', read);
    this.#window.addEventListener('popstate', read);
    return () => {
      this.#window.removeEventListener('hashchange', read);
      this.#window.removeEventListener('popstate', read);
    };
  }

  /** Goes to another view; back comes here again. */
  go(route: Route, query: Query = {}): void {
    this.#window.history.pushState(null, '', formatAddress(route, query));
    this.#read();
  }

  /** Changes parts of the query in place: filters, axes, selection. '' or [] removes a part. */
  set(changes: Query): void {
    const query = new URLSearchParams(this.query);
    for (const [key, value] of Object.entries(changes)) {
      query.delete(key);
      for (const one of typeof value === 'string' ? [value] : value) if (one !== '') query.append(key, one);
    }
    if (query.toString() === this.query.toString()) return;
    this.#window.history.replaceState(null, '', formatAddress(this.route, query));
    this.#read();
  }

  get(key: string): string {
    return this.query.get(key) ?? '';
  }

  /** Where somebody last was on that page, so that a table keeps its filters while a run is looked at. */
  lastOf(page: Exclude<Route['page'], 'form' | 'run' | 'sweep' | 'unknown'>): string {
    return this.#last.get(page) ?? formatAddress({ page });
  }

  #read(): void {
    this.#address = parseAddress(this.#window.location.hash);
    this.#last.set(this.route.page, formatAddress(this.route, this.query));
  }
}
