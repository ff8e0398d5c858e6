import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Actions, type Action } from '../../../../src-renderer/ui/actions.svelte.ts';
import { bestMatches, matchScore } from '../../../../src-renderer/ui/search-commands.ts';

class FakeElement {
  isContentEditable = false;
  closest = () => null;
}

beforeAll(() => {
  for (const name of ['HTMLElement', 'HTMLInputElement', 'HTMLTextAreaElement', 'HTMLSelectElement']) {
    vi.stubGlobal(name, class extends FakeElement {});
  }
  vi.stubGlobal('HTMLElement', FakeElement);
  return () => vi.unstubAllGlobals();
});

const anAction = (key: string, run: () => void, enabled = true): Action => ({
  id: `action ${key}`,
  label: key,
  key,
  group: '',
  run,
  enabled: () => enabled,
});

function aPress(key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent {
  return {
    key,
    target: new FakeElement(),
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    defaultPrevented: false,
    isComposing: false,
    preventDefault: vi.fn(),
    ...more,
  } as unknown as KeyboardEvent;
}

describe('keys', () => {
  it('run the action of the page that was added last', () => {
    const actions = new Actions();
    const first = vi.fn();
    const second = vi.fn();
    actions.add([anAction('c', first)]);
    const remove = actions.add([anAction('c', second)]);
    actions.press(aPress('c'));
    expect(second).toHaveBeenCalledOnce();
    remove();
    actions.press(aPress('C'));
    expect(first).toHaveBeenCalledOnce();
  });

  it('do nothing for an action that is not possible now', () => {
    const actions = new Actions();
    const run = vi.fn();
    actions.add([anAction('c', run, false)]);
    expect(actions.press(aPress('c'))).toBe(false);
    expect(run).not.toHaveBeenCalled();
  });

  it('leave letters to a field one types into, but not Ctrl+K', () => {
    const actions = new Actions();
    const letter = vi.fn();
    const palette = vi.fn();
    actions.add([anAction('n', letter), anAction('mod+k', palette)]);
    const typing = Object.assign(new FakeElement(), { isContentEditable: true }) as unknown as HTMLElement;
    actions.press(aPress('n', { target: typing }));
    actions.press(aPress('k', { target: typing, ctrlKey: true }));
    expect(letter).not.toHaveBeenCalled();
    expect(palette).toHaveBeenCalledOnce();
  });
});

describe('the palette', () => {
  it('finds words in any order and prefers beginnings', () => {
    expect(matchScore('Open run addition-9', 'add open')).toBeGreaterThan(0);
    expect(matchScore('Open run addition-9', 'xyz')).toBe(0);
    expect(bestMatches(['Stop', 'Do not stop', 'Sort'], 'st', (text) => text, 5)).toEqual([
      'Stop',
      'Do not stop',
    ]);
  });
});
