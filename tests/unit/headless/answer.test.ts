/** @file What every host says to a request, whatever it is, and what it hands to the page. */
import { describe, expect, it } from 'vitest';
import { answerTo, checkRequest, isEventName } from '../../../src-main/contract/wire/answer.ts';
import type { RequestName } from '../../../src-main/contract/wire/requests.ts';
import {
  cacheControl,
  contentPolicy,
  mediaType,
  pageFile,
} from '../../../src-main/contract/wire/page-files.ts';
import { stubLab } from '../../integration/headless/stub-lab.ts';

describe('an answer', () => {
  it('names the field that does not fit, and lists no more than ten', async () => {
    const runs = Array.from({ length: 50 }, () => -1);
    const answer = await answerTo(stubLab(), 'runs.pause', { runs });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'bad-request', message: expect.stringMatching(/^Request runs\.pause: runs\.0: /) },
    });
    expect(!answer.ok && answer.error.details['issues']).toHaveLength(10);
  });

  it.each([undefined, null, 42, {}, [], 'nothing', 'constructor', Symbol('x')])(
    'knows no request %s',
    async (name) => {
      expect(await answerTo(stubLab(), name, {})).toMatchObject({ ok: false, error: { code: 'not-found' } });
    },
  );

  it.each<[RequestName, object]>([
    ['runs.edit', { run: 1 }],
    ['sweeps.edit', { sweep: 1 }],
  ])('gives no name that means something else where runs and sweeps are named: %s', (request, one) => {
    const named = (name: string) => () => checkRequest(request, { ...one, name });
    expect(named('5')).toThrow(
      `Request ${request}: name: '5' means the one with the id 5 everywhere; give a name with a letter in it.`,
    );
    expect(named(' last ')).toThrow("name: 'last' means the newest one everywhere; give a name with");
    for (const name of ['007', '5 seeds', 'at last', '1e3', '0']) expect(named(name)).not.toThrow();
  });

  it('passes on no key that the table does not know', () => {
    expect(checkRequest('lab.status', {})).toEqual({ name: 'lab.status', params: {} });
    expect(() => checkRequest('lab.status', { extra: 1 })).toThrow(/extra/);
  });

  it('tells events from other names', () => {
    expect(isEventName('run.points')).toBe(true);
    expect(isEventName('toString')).toBe(false);
  });
});

describe('the address of a page file', () => {
  it('is the page itself where it names no file', () => {
    expect(pageFile('/')).toEqual({ path: 'index.html', fallback: null });
    expect(pageFile('/runs/1')).toEqual({ path: 'runs/1', fallback: 'index.html' });
    expect(pageFile('/notes/caf%C3%A9')).toEqual({ path: 'notes/café', fallback: 'index.html' });
    expect(pageFile('/a.constructor')).toEqual({ path: 'a.constructor', fallback: 'index.html' });
  });

  it('has the type of its ending', () => {
    expect(mediaType('assets/x.js')).toBe('text/javascript; charset=utf-8');
    expect(mediaType('x.constructor')).toBe('application/octet-stream');
    expect(cacheControl('index.html')).toBe('no-store');
  });

  it('comes with a policy that allows nothing but its own', () => {
    expect(contentPolicy(['ws://127.0.0.1:1'])).toContain("connect-src 'self' ws://127.0.0.1:1;");
    expect(contentPolicy([])).not.toMatch(/unsafe|\*/);
  });
});
