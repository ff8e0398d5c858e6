/** @file Which program opens an address, and that failing at it is no error. */
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBrowser, openerFor } from '../../../src-main/headless/open-browser.ts';
import { sessionSecret } from '../../../src-main/headless/session-secret.ts';

const URL = 'http://127.0.0.1:1/?token=a&b="$(x)"';

describe('the opener', () => {
  it('gets the address as one argument on every system', () => {
    expect(openerFor(URL, 'darwin', {})).toEqual({ command: 'open', args: [URL] });
    expect(openerFor(URL, 'win32', {})?.args).toContain(URL);
    expect(openerFor(URL, 'linux', { DISPLAY: ':0' })).toEqual({ command: 'xdg-open', args: [URL] });
    expect(openerFor(URL, 'linux', { WAYLAND_DISPLAY: 'wayland-0' })?.command).toBe('xdg-open');
  });

  it('is none where there is no screen', async () => {
    expect(openerFor(URL, 'linux', { DISPLAY: '' })).toBeUndefined();
    expect(await openBrowser(URL, openerFor(URL, 'linux', {}))).toBe(false);
  });

  it('may be missing', async () => {
    expect(await openBrowser(URL, { command: '/nowhere/browser', args: [URL] })).toBe(false);
    expect(await openBrowser(URL, { command: process.execPath, args: ['-e', ''] })).toBe(true);
  });
});

describe('the kept secret', () => {
  const file = () => join(mkdtempSync(join(tmpdir(), 'groklab-secret-')), 'folder', 'browser-session');

  it('is the same every time, and for its user alone', () => {
    const path = file();
    const secret = sessionSecret(path);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(sessionSecret(path)).toBe(secret);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is replaced where it is damaged', () => {
    const path = file();
    const secret = sessionSecret(path);
    writeFileSync(path, 'short');
    expect(sessionSecret(path)).not.toBe(secret);
  });

  it('is made up where it cannot be kept', () => {
    expect(sessionSecret('/dev/null/browser-session')).toMatch(/^[\w-]{43}$/);
  });
});
