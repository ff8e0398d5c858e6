/** @file A worker whose last message is large: `fork(leaving-worker.ts, [EVALUATIONS])`. */
import { openChannel } from '../../src-main/worker/channel.ts';

const channel = openChannel();
// As the real one: when the lab is gone there is nobody left to work for.
channel.onClosed(() => process.exit());
const evaluations = Array.from({ length: Number(process.argv[2]) }, (_, step) => ({
  step,
  seconds: step,
  values: { 'train/loss': step / 3, 'val/loss': step / 7 },
}));
channel.send({ type: 'points', batch: 1, evaluations, step: 1, seconds: 1, stepsPerSecond: 1 });
void channel.leave();
