/** @file The window's place: remembered, and never where nobody can reach it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openingBounds, readWindowState, writeWindowState } from '../../../src-main/electron/window-state.ts';

const file = () => join(mkdtempSync(join(tmpdir(), 'groklab-window-')), 'window.json');
const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const at = (x: number, y: number, width = 1200, height = 800) => ({
  bounds: { x, y, width, height },
  maximized: false,
});

describe('the remembered state', () => {
  it('comes back as it was written', () => {
    const path = file();
    writeWindowState(path, at(10, 20));
    expect(readWindowState(path)).toEqual(at(10, 20));
  });

  it.each(['', '{', '[]', '{"bounds":{"x":1,"y":2,"width":0,"height":5},"maximized":false}', 'null'])(
    'is passed over when it reads %j',
    (text) => {
      const path = file();
      writeFileSync(path, text);
      expect(readWindowState(path)).toBeUndefined();
    },
  );

  it('is not missed where it cannot be written', () => {
    expect(() => writeWindowState('/nowhere/at/all.json', at(0, 0))).not.toThrow();
    expect(readWindowState('/nowhere/at/all.json')).toBeUndefined();
  });
});

describe('the opening bounds', () => {
  it('are the remembered ones where they can be seen', () => {
    expect(openingBounds(at(100, 50), [screen])).toEqual(at(100, 50).bounds);
    expect(openingBounds(at(2000, 50), [screen, { ...screen, x: 1920 }])).toEqual(at(2000, 50).bounds);
  });

  it.each([
    ['its screen is unplugged', at(2500, 50)],
    ['only its edge shows', at(1880, 50)],
    ['its title bar is above the screen', at(100, -40)],
    ['its title bar is below the screen', at(100, 1040)],
  ])('are left to the system when %s', (_, state) => {
    expect(openingBounds(state, [screen])).toEqual({ width: 1280, height: 860 });
  });

  it('are never smaller than the smallest', () => {
    expect(openingBounds(at(0, 0, 300, 200), [screen])).toMatchObject({ width: 900, height: 600 });
  });

  it('are a first size without a memory', () => {
    expect(openingBounds(undefined, [screen])).toEqual({ width: 1280, height: 860 });
  });
});
