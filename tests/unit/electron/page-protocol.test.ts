/** @file app://lab/… as the page's process asks for it. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { registerPageScheme, servePage } from '../../../src-main/electron/page-protocol.ts';
import { app, fake, resetElectron } from '../../helpers/fake-electron.ts';
import { rendererFolder } from '../../integration/headless/browser.ts';

vi.mock('electron', () => import('../../helpers/fake-electron.ts'));

beforeAll(async () => {
  resetElectron();
  registerPageScheme();
  app.becomeReady();
  servePage(await rendererFolder());
});

const ask = (url: string, method = 'GET') => {
  const handler = fake.pages.get('app');
  // Undici's own Request would refuse some of these; the handler reads these two fields alone.
  return (handler as NonNullable<typeof handler>)({ url, method } as Request);
};

it('is standard and secure, and goes round no policy', () => {
  expect(fake.schemes).toEqual([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
});

describe('the page', () => {
  it.each(['app://lab/', 'app://lab/runs/12?x=log#top', 'app://lab/compare'])('is at %s', async (url) => {
    const response = await ask(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>page</title>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('carries the content policy as a header, with no way to any network', async () => {
    const { headers } = await ask('app://lab/');
    const policy = headers.get('content-security-policy')?.split('; ') ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy.join()).not.toMatch(/unsafe-eval|unsafe-inline|https?:|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('has its files with their types', async () => {
    const response = await ask('app://lab/assets/index-abc.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect((await ask('app://lab/assets/gone.js')).status).toBe(404);
  });
});

describe('nothing', () => {
  it.each([
    'app://other/',
    'app://lab:80/',
    'app://me@lab/',
    'app://lab/..%2fsecret.txt',
    'app://lab/..%5csecret.txt',
    'app://lab/%252e%252e%252fsecret.txt',
    'app://lab//etc/passwd',
    'app://lab/.hidden',
    'app://lab/C:/x',
    'app://lab/%00',
    'file:///etc/passwd',
  ])('is at %s', async (url) => {
    const response = await ask(url);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe('');
  });

  it('leads out after the address was normalised', async () => {
    expect(await (await ask('app://lab/../../secret.txt')).text()).not.toContain('SECRET');
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('is answered to %s', async (method) => {
    expect((await ask('app://lab/', method)).status).toBe(400);
  });
});
