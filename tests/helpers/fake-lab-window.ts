/** @file As much of a window as the router and the preferences use, for tests without a browser. */

export function aWindow(hash = ''): Window {
  const location = { hash };
  const go = (_state: unknown, _title: string, address: string) => {
    location.hash = address;
  };
  const stored = new Map<string, string>();
  return {
    location,
    history: { pushState: go, replaceState: go },
    addEventListener: () => {},
    removeEventListener: () => {},
    localStorage: {
      get length() {
        return stored.size;
      },
      key: (index: number) => [...stored.keys()][index] ?? null,
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    },
  } as unknown as Window;
}
