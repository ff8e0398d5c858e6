import { expect, it } from 'vitest';
import { socketPath } from '../../../src-main/lab/socket-path.ts';

it('is beside the store while that is short enough for a socket, else in a folder of this user', () => {
  expect(socketPath('/data/lab.db', 'linux')).toBe('/data/lab.db.sock');
  const long = `/${'x'.repeat(100)}/lab.db`;
  const path = socketPath(long, 'linux');
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
  expect(path).toMatch(/grokking-lab-\d+\/[0-9a-f]{32}\.sock$/);
  expect(socketPath(long, 'linux')).toBe(path);
  expect(socketPath(`${long}2`, 'linux')).not.toBe(path);
});

it('counts bytes, not characters', () => {
  expect(socketPath(`/${'ü'.repeat(45)}.db`, 'linux')).toMatch(/db\.sock$/);
  expect(socketPath(`/${'ü'.repeat(47)}.db`, 'linux')).toMatch(/grokking-lab-/);
});

it('is a named pipe on Windows', () => {
  expect(socketPath('C:\\data\\lab.db', 'win32')).toMatch(/^\\\\\.\\pipe\\grokking-lab-[0-9a-f]{32}$/);
});
