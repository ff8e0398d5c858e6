import { describe, expect, it } from 'vitest';
import { CONFIG_FIELDS } from '../../../src-main/contract/values/config-fields.ts';
import { meant, nearest } from '../../../src-main/contract/values/filter/nearest.ts';

const PATHS = [...new Set(CONFIG_FIELDS.map((field) => field.path))];

describe('what somebody may have meant', () => {
  it.each([
    ['optimizer.weightdecay', 'optimizer.weightDecay'],
    ['optimizer.weigthDecay', 'optimizer.weightDecay'],
    ['weightDecay', 'optimizer.weightDecay'],
    ['wd', 'optimizer.weightDecay'],
    ['optimizer.wd', 'optimizer.weightDecay'],
    ['lr', 'optimizer.learningRate'],
    ['optimizer.lr', 'optimizer.learningRate'],
    ['trainfrac', 'task.trainFraction'],
  ])('%s is found as %s', (word, path) => {
    expect(nearest(word, PATHS)[0]).toBe(path);
    expect(meant(word, PATHS)).toMatch(/^ \(did you mean .*\?\)$/);
  });

  it('leaves no choice where nothing but the size of letters is wrong, or the word is short for one', () => {
    expect(meant('optimizer.weightdecay', PATHS)).toBe(' (did you mean optimizer.weightDecay?)');
    expect(meant('wd', PATHS)).toBe(' (did you mean optimizer.weightDecay?)');
  });

  it('is nothing where no word is alike', () => {
    for (const word of ['x', 'zebra', 'model.wd', 'constructor']) expect(meant(word, PATHS), word).toBe('');
  });
});
