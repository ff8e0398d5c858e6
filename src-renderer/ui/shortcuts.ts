/** @file Keys as people read them. */

const NAMES: Readonly<Record<string, string>> = { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→' };

export function keyName(key: string): string {
  if (key.startsWith('mod+')) {
    const mac = /mac/i.test(globalThis.navigator?.userAgent ?? '');
    return `${mac ? '⌘' : 'Ctrl'} ${key.slice(4).toUpperCase()}`;
  }
  return NAMES[key] ?? key;
}
