/** @file The menu leaves the page's keys alone. */
import { describe, expect, it, vi } from 'vitest';
import { menuTemplate } from '../../../src-main/electron/menu.ts';

vi.mock('electron', () => import('../../helpers/fake-electron.ts'));

interface Item {
  readonly role?: string;
  readonly label?: string;
  readonly accelerator?: string;
  readonly submenu?: readonly Item[];
}

const items = (platform: NodeJS.Platform, developer: boolean) => {
  const flat = (list: readonly Item[]): Item[] => list.flatMap((item) => [item, ...flat(item.submenu ?? [])]);
  return flat(menuTemplate({ platform, developer, showData: () => {} }) as Item[]);
};

describe.each(['linux', 'darwin', 'win32'] as const)('the menu on %s', (platform) => {
  it('has edit, view, window and help', () => {
    const roles = items(platform, false).map(({ role, label }) => role ?? label);
    expect(roles).toEqual(expect.arrayContaining(['editMenu', 'View', 'windowMenu', 'help']));
  });

  it('sets no key of its own: those of the roles all hold Ctrl or Cmd, and none is Ctrl+K', () => {
    expect(items(platform, true).filter(({ accelerator }) => accelerator !== undefined)).toEqual([]);
  });

  it('has developer tools for developers alone', () => {
    const has = (developer: boolean) =>
      items(platform, developer).some(({ role }) => role === 'toggleDevTools');
    expect(has(true)).toBe(true);
    expect(has(false)).toBe(false);
  });
});
