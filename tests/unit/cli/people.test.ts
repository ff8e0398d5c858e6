import { expect, it } from 'vitest';
import { duration, grouped, metricValue, short } from '../../../src-main/cli/people.ts';

it('groups thousands with thin spaces', () => {
  expect([0, 999, 4250, 1234567, -12345].map(grouped)).toEqual([
    '0',
    '999',
    '4\u2009250',
    '1\u2009234\u2009567',
    '-12\u2009345',
  ]);
  expect(grouped(1234.5)).toBe('1\u2009234.5');
});

it('keeps three digits, and whole numbers as they are', () => {
  expect([0, 0.0123456, 412.34, 12345.6, 1125, 1.5e-9, NaN, -Infinity].map(short)).toEqual([
    '0',
    '0.0123',
    '412',
    '12\u2009300',
    '1\u2009125',
    '1.5e-9',
    'NaN',
    '-Infinity',
  ]);
});

it('has one way to write a metric, whoever shows it', () => {
  expect(metricValue('val/accuracy', 0.9996)).toBe('0.999');
  expect(metricValue('val/loss', 0.99964)).toBe('1');
});

it('tells durations in the two largest units', () => {
  expect([0, 0.3194, 45, 60, 200, 3600, 7500, 275_000, Infinity].map(duration)).toEqual([
    '0 s',
    '0.319 s',
    '45 s',
    '1 min',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
    '3 d 4 h',
    'unknown',
  ]);
});
