/** @file One client for a host, whoever owns the store behind it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { openSharedLab, type JoinedLab, type OwnedLab } from '../../../src-main/lab/shared-lab.ts';
import { stubLab, type StubLab } from '../../integration/headless/stub-lab.ts';

const notOwner = () => new LabError('not-owner', 'somebody else has it');

function owned(): StubLab & OwnedLab & { closes: (number | undefined)[] } {
  const closes: (number | undefined)[] = [];
  const close = async (deadlineMs?: number) => void closes.push(deadlineMs);
  return { ...stubLab(() => 'own'), closes, close };
}

function joined(): StubLab & JoinedLab & { ownerEnds(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { ...stubLab(() => 'joined'), closed: promise, close: resolve, ownerEnds: resolve };
}

afterEach(() => void vi.useRealTimers());

describe('a shared lab', () => {
  it('is its own where the store is free', async () => {
    const own = owned();
    const lab = await openSharedLab({ own: async () => own, join: async () => undefined });
    expect(lab.owns).toBe(true);
    expect(await lab.request('lab.status', {})).toBe('own');
    await lab.close(0);
    expect(own.closes).toEqual([0]);
  });

  it('is the one of the owner, and leaves it as it is when it closes', async () => {
    const theirs = joined();
    const onReplaced = vi.fn();
    const lab = await openSharedLab({
      own: () => Promise.reject(notOwner()),
      join: async () => theirs,
      onReplaced,
    });
    expect(lab.owns).toBe(false);
    expect(await lab.request('lab.status', {})).toBe('joined');
    await lab.close();
    await theirs.closed;
    expect(onReplaced).not.toHaveBeenCalled();
  });

  it('takes the place of an owner that ends, with the same listeners', async () => {
    const theirs = joined();
    const own = owned();
    let free = false;
    const replaced = Promise.withResolvers<void>();
    const lab = await openSharedLab({
      own: async () => {
        if (!free) throw notOwner();
        return own;
      },
      join: async () => (free ? undefined : theirs),
      onReplaced: () => replaced.resolve(),
    });
    const heard: unknown[] = [];
    const stop = lab.on('run.purged', (payload) => heard.push(payload));
    theirs.emit('run.purged', { run: 1 });
    free = true;
    theirs.ownerEnds();
    await replaced.promise;
    expect(lab.owns).toBe(true);
    own.emit('run.purged', { run: 2 });
    stop();
    own.emit('run.purged', { run: 3 });
    expect(heard).toEqual([{ run: 1 }, { run: 2 }]);
    expect(await lab.request('lab.status', {})).toBe('own');
  });

  it('waits for an owner that is just starting or ending, and not for ever', async () => {
    vi.useFakeTimers();
    const theirs = joined();
    let tries = 0;
    const own = () => Promise.reject(notOwner());
    const opening = openSharedLab({ own, join: async () => (++tries < 3 ? undefined : theirs) });
    await vi.advanceTimersByTimeAsync(1000);
    expect((await opening).owns).toBe(false);
    const hopeless = openSharedLab({ own, join: async () => undefined, patienceMs: 500 });
    const refused = expect(hopeless).rejects.toMatchObject({ code: 'not-owner' });
    await vi.advanceTimersByTimeAsync(2000);
    await refused;
  });

  it('does not try again after any other error', async () => {
    const own = vi.fn(() => Promise.reject(new LabError('store-newer', 'made by a newer one')));
    await expect(openSharedLab({ own, join: async () => joined() })).rejects.toMatchObject({
      code: 'store-newer',
    });
    expect(own).toHaveBeenCalledTimes(1);
  });

  it('tells when nobody can take the place of the owner', async () => {
    const theirs = joined();
    const lost = Promise.withResolvers<unknown>();
    let broken = false;
    await openSharedLab({
      own: () => Promise.reject(broken ? new LabError('store-unusable', 'gone') : notOwner()),
      join: async () => theirs,
      onLost: lost.resolve,
    });
    broken = true;
    theirs.ownerEnds();
    expect(await lost.promise).toMatchObject({ code: 'store-unusable' });
  });
});
