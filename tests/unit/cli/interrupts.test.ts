import { afterEach, expect, it, vi } from 'vitest';
import { catchInterrupts, type Interrupts } from '../../../src-main/cli/interrupts.ts';

let interrupts: Interrupts | undefined;
let now = 0;

afterEach(() => {
  interrupts?.release();
  vi.restoreAllMocks();
});

function caught() {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  // The channel of the process that runs the tests must hold it, or it is over while it waits for an answer.
  if (process.channel) vi.spyOn(process.channel, 'unref').mockImplementation(() => {});
  interrupts = catchInterrupts();
  const told: string[] = [];
  interrupts.onFirst(() => told.push('first'));
  interrupts.onSecond(() => told.push('second'));
  return { interrupts, told };
}

it('tells the first request from the second, whatever the signal', () => {
  const { interrupts, told } = caught();
  expect(interrupts.asked).toBe(false);
  process.emit('SIGINT', 'SIGINT');
  expect(interrupts.asked).toBe(true);
  now += 1000;
  process.emit('SIGTERM', 'SIGTERM');
  expect(told).toEqual(['first', 'second']);
});

it('takes a signal that comes twice at once for one', () => {
  const { told } = caught();
  process.emit('SIGINT', 'SIGINT');
  now += 100;
  process.emit('SIGINT', 'SIGINT');
  expect(told).toEqual(['first']);
});

it('tells who asks late that it has happened', () => {
  const { interrupts, told } = caught();
  process.emit('SIGHUP', 'SIGHUP');
  interrupts.onFirst(() => told.push('late'));
  expect(told).toEqual(['first', 'late']);
});

it('leaves no listener behind', () => {
  const before = process.listenerCount('SIGINT');
  const { interrupts } = caught();
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  interrupts.release();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
