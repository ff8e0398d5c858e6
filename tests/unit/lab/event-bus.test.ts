import { expect, it } from 'vitest';
import { EventBus } from '../../../src-main/lab/event-bus.ts';

it('calls everybody who asked for an event, until they end it', () => {
  const bus = new EventBus(() => {});
  const heard: string[] = [];
  const end = bus.on('run.purged', ({ run }) => heard.push(`one ${run}`));
  bus.onAny((name) => heard.push(name));
  bus.emit('run.purged', { run: 1 });
  end();
  bus.emit('run.purged', { run: 2 });
  expect(heard).toEqual(['one 1', 'run.purged', 'run.purged']);
});

it('goes on when a listener throws, and tells of it', () => {
  const errors: unknown[] = [];
  const bus = new EventBus((error) => errors.push(error));
  let called = false;
  bus.on('run.purged', () => {
    throw new Error('broken chart');
  });
  bus.on('run.purged', () => (called = true));
  bus.emit('run.purged', { run: 1 });
  expect(called).toBe(true);
  expect(errors).toEqual([new Error('broken chart')]);
});

it('lets a listener end itself while it is called', () => {
  const bus = new EventBus((error) => expect.unreachable(String(error)));
  let calls = 0;
  const end = bus.on('run.purged', () => {
    calls++;
    end();
  });
  bus.emit('run.purged', { run: 1 });
  bus.emit('run.purged', { run: 1 });
  expect(calls).toBe(1);
});
