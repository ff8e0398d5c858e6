import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Watchdog } from '../../../src-main/lab/watchdog.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('barks once after the silence, and not while it hears something', () => {
  const bark = vi.fn();
  const dog = new Watchdog(1200, bark);
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(1000);
    dog.heard();
  }
  expect(bark).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1300);
  expect(bark).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10_000);
  expect(bark).toHaveBeenCalledTimes(1);
});

it('does not take the sleep of a laptop for silence', () => {
  const bark = vi.fn();
  new Watchdog(1200, bark);
  // The clock jumps; timers that were due meanwhile fire once.
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(100);
  expect(bark).not.toHaveBeenCalled();
});
