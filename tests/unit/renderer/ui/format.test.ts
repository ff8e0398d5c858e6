import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../../src-main/contract/values/metric.ts';
import {
  ago,
  bytes,
  count,
  duration,
  metricText,
  settingText,
  significant,
  timestamp,
} from '../../../../src-renderer/ui/format.ts';
import { tagIn, tagsIn, tagsText } from '../../../../src-renderer/ui/typed-tags.ts';

/** Thin spaces as plain ones, so that the expected text can be read here. */
const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('whole numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [4250, '4 250'],
    [1234567, '1 234 567'],
    [-20_000, '−20 000'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('%s reads %s', (value, text) => expect(plain(count(value))).toBe(text));
});

describe('measured numbers', () => {
  it.each([
    [0, '0'],
    [0.98765, '0.988'],
    [35.02, '35.0'],
    [1234.5, '1 235'],
    [0.00042, '4.20·10⁻⁴'],
    [-0.5, '−0.500'],
    [3.2e9, '3.20·10⁹'],
    [Infinity, '∞'],
    [NaN, 'NaN'],
  ])('%s has three digits that count: %s', (value, text) => expect(plain(significant(value))).toBe(text));
});

describe('durations', () => {
  it.each([
    [0.84, '0.8 s'],
    [45, '45 s'],
    [200, '3 min 20 s'],
    [120, '2 min'],
    [7500, '2 h 5 min'],
    [273_600, '3 d 4 h'],
    [-1, '–'],
    [NaN, '–'],
  ])('%s seconds are %s', (value, text) => expect(duration(value)).toBe(text));
});

describe('times and sizes', () => {
  it('say how long ago', () => {
    const now = 1_800_000_000_000;
    expect(ago(now - 10_000, now)).toBe('just now');
    expect(ago(now - 300_000, now)).toBe('5 min ago');
    expect(ago(now - 3 * 86_400_000, now)).toBe('3 d ago');
  });

  it('say when', () => expect(timestamp(new Date(2026, 10, 3, 9, 5).getTime())).toBe('2026-11-03 09:05'));

  it('say how large', () => {
    expect(bytes(512)).toBe('512 B');
    expect(bytes(912_384)).toBe('912 kB');
    expect(bytes(48.2e9)).toBe('48.2 GB');
  });
});

describe('settings', () => {
  it('are shown in full', () => {
    expect(settingText(0.0010000000000000002)).toBe('0.0010000000000000002');
    expect(settingText(['losses', 'effective'])).toBe('losses, effective');
    expect(settingText(true)).toBe('true');
    expect(settingText(undefined)).toBe('–');
  });
});

it('rounds no accuracy to perfection, and other metrics as numbers', () => {
  const accuracy = METRICS['val/accuracy'];
  expect([0.9996, 1, 0.9837].map((value) => metricText(value, accuracy))).toEqual([
    '0.999',
    '1.000',
    '0.983',
  ]);
  expect(metricText(0.99999, accuracy, 4)).toBe('0.9999');
  expect(metricText(0.9996, METRICS['val/loss'])).toBe('1.00');
});

describe('tags', () => {
  it('are words, or texts in quotes', () => {
    expect(tagsText(['my tag', 'paper'])).toBe('"my tag" paper');
    expect(tagsIn('"my tag" paper, extra paper "" 5" "open')).toEqual([
      ...['my tag', 'paper', 'extra', '5"', '"open'],
    ]);
  });

  it('are one where one alone is typed, with or without quotes', () => {
    for (const text of ['my tag', '"my tag"', ' my tag ']) expect(tagIn(text)).toBe('my tag');
    expect(tagIn('paper')).toBe('paper');
  });

  it('are the same once they were written and read, whatever is in them', () => {
    const letter = fc.constantFrom(...'ab \t,"\'\\', '\u00a0');
    const tag = fc.oneof(fc.string({ unit: letter, minLength: 1 }), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.uniqueArray(tag), (tags) => {
        expect(tagsIn(tagsText(tags))).toEqual(tags);
      }),
    );
  });
});
