import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../src-main/contract/values/evaluation-points.ts';
import type { FromWorker } from '../../../src-main/contract/wire/worker-protocol.ts';
import { Pace } from '../../../src-main/worker/pace.ts';
import { Recorder } from '../../../src-main/worker/recorder.ts';

const MOST_ON_THE_WAY = 4;

function aRecorder() {
  const sent: FromWorker[] = [];
  const channel = {
    send: (message: FromWorker) => void sent.push(message),
    onMessage() {},
    onClosed() {},
    leave: async () => {},
  };
  const pace = new Pace(0, 0, () => 0);
  const batches = () => sent.filter((message) => message.type === 'points');
  return { recorder: new Recorder(channel, pace), pace, sent, batches };
}

const at = (step: number): Evaluation => ({ step, seconds: 0, values: { 'train/loss': step } });

/** Whether a promise is settled after the event loop has turned. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await turnOfEventLoop();
  return settled;
}

describe('a recorder', () => {
  it('sends what has gathered in order, in numbered batches', async () => {
    const { recorder, batches } = aRecorder();
    recorder.record(at(0));
    recorder.record(at(1));
    await recorder.flush();
    recorder.record(at(2));
    await recorder.flush();
    expect(batches().map(({ batch, evaluations }) => [batch, evaluations.map(({ step }) => step)])).toEqual([
      [1, [0, 1]],
      [2, [2]],
    ]);
  });

  it('sends nothing when nothing has gathered', async () => {
    const { recorder, sent } = aRecorder();
    await recorder.flush();
    expect(sent).toEqual([]);
  });

  it('waits a quarter of a second between batches, and says that it is alive when there are none', async () => {
    const { recorder, pace, sent } = aRecorder();
    pace.step = 7;
    await recorder.tick(1000);
    expect(sent).toEqual([{ type: 'heartbeat', step: 7, seconds: 0, stepsPerSecond: 0 }]);
    recorder.record(at(7));
    await recorder.tick(1100);
    expect(sent).toHaveLength(1);
    await recorder.tick(1250);
    expect(sent.map(({ type }) => type)).toEqual(['heartbeat', 'points']);
    await recorder.tick(1300);
    expect(sent).toHaveLength(2);
    await recorder.tick(1500);
    expect(sent.map(({ type }) => type)).toEqual(['heartbeat', 'points', 'heartbeat']);
  });

  it('sends at once when many have gathered', async () => {
    const { recorder, batches } = aRecorder();
    await recorder.tick(1000);
    for (let step = 0; step < 500; step++) recorder.record(at(step));
    await recorder.tick(1001);
    expect(batches().map(({ evaluations }) => evaluations.length)).toEqual([500]);
  });

  it('stops at a few batches that are not committed, until one is', async () => {
    const { recorder, batches } = aRecorder();
    for (let batch = 1; batch < MOST_ON_THE_WAY; batch++) {
      recorder.record(at(batch));
      await recorder.flush();
    }
    recorder.record(at(MOST_ON_THE_WAY));
    const held = recorder.flush();
    expect(batches()).toHaveLength(MOST_ON_THE_WAY);
    expect(await isSettled(held)).toBe(false);
    recorder.acknowledge(1);
    await held;
    recorder.record(at(5));
    const heldAgain = recorder.flush();
    expect(await isSettled(heldAgain)).toBe(false);
    recorder.acknowledge(1);
    expect(await isSettled(heldAgain), 'an old acknowledgement makes no room').toBe(false);
    recorder.acknowledge(3);
    await heldAgain;
    expect(batches()).toHaveLength(5);
  });

  it('never has more than those few on the way, loses none and keeps their order, whenever they are committed', async () => {
    const script = fc.array(fc.oneof(fc.constant('record'), fc.constant('flush'), fc.constant('commit')), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(script, async (actions) => {
        const { recorder, batches } = aRecorder();
        let recorded = 0;
        let committed = 0;
        let pending = Promise.resolve();
        let blocked = false;
        for (const action of actions) {
          if (action === 'commit' && committed < batches().length) recorder.acknowledge(++committed);
          // The training loop does nothing while it is held up.
          if (action === 'record' && !blocked) recorder.record(at(recorded++));
          if (action === 'flush' && !blocked) {
            blocked = true;
            pending = recorder.flush().then(() => void (blocked = false));
          }
          await turnOfEventLoop();
          expect(batches().length - committed).toBeLessThanOrEqual(MOST_ON_THE_WAY);
          expect(blocked).toBe(batches().length - committed >= MOST_ON_THE_WAY);
        }
        recorder.acknowledge(batches().length);
        await pending;
        await recorder.flush();
        const steps = batches().flatMap(({ evaluations }) => evaluations.map(({ step }) => step));
        expect(steps).toEqual(Array.from({ length: recorded }, (_, i) => i));
      }),
      { numRuns: 50 },
    );
  }); // oxfmt-ignore
});
