/** @file The worker process: one run, or one answer to "does this engine work here?" and "how fast are they?". */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { LabError } from '../contract/values/lab-error.ts';
import type { FromWorker, ToWorker } from '../contract/wire/worker-protocol.ts';
import { bench } from './bench.ts';
import { openChannel } from './channel.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { exportModel } from './export-model.ts';
import { Pace } from './pace.ts';
import { paceOf } from './pace-of.ts';
import { prepareRun, type PreparedRun } from './prepare-run.ts';
import { probeEngine } from './probe.ts';
import { Recorder } from './recorder.ts';
import { prepareRehearsal, type Rehearsed } from './rehearse.ts';
import { measureStepsPerCall } from './steps-per-call.ts';
import { trainRun, type Control, type Ending } from './train-run.ts';

type Start = Extract<ToWorker, { type: 'start' }>;

const channel = openChannel();
const control: Control = { wish: undefined };
const clock = () => performance.now();
let recorder: Recorder | undefined;
let pace: Pace | undefined;
let rehearse: ((ms: number) => Promise<Rehearsed>) | undefined;

async function start(order: Start): Promise<void> {
  const resumed = order.resumeFrom === null ? undefined : readCheckpoint(order.resumeFrom, order.configHash);
  const compilingSince = clock();
  const prepared = await prepareRun(order.config, order.engine, order.threads);
  const compileMs = clock() - compilingSince;
  const stepsPerCall = order.stepsPerCall ?? (await measureStepsPerCall(prepared, clock));
  await prepared.trainer.writeState(resumed?.state ?? prepared.initialState);
  const running = new Pace(resumed?.step ?? 0, resumed?.seconds ?? 0, clock);
  pace = running;
  channel.send(startedMessage(order, prepared, { compileMs, stepsPerCall, step: running.step }));
  const recording = new Recorder(channel, running);
  recorder = recording;
  const saveCheckpoint = (checkpoint: Omit<Parameters<typeof writeCheckpoint>[1], 'configHash'>) => {
    const written = writeCheckpoint(order.checkpointFolder, { ...checkpoint, configHash: order.configHash });
    channel.send({ type: 'checkpoint', step: checkpoint.step, ...written });
  };
  const parts = {
    config: order.config,
    prepared,
    pace: running,
    stepsPerCall,
    recorder: recording,
    control,
    saveCheckpoint,
    clock,
  };
  const ending = await trainRun(parts, resumed);
  end({ ...ending, code: null, step: running.step, seconds: running.seconds });
}

function startedMessage(
  order: Start,
  prepared: PreparedRun,
  { compileMs, stepsPerCall, step }: { compileMs: number; stepsPerCall: number; step: number },
): FromWorker {
  const cores = cpus();
  return {
    type: 'started',
    configHash: order.configHash,
    splitHash: prepared.splitHash,
    environment: {
      engineVersion: prepared.engineVersion,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      cpu: cores[0]?.model.trim() ?? '',
      cores: cores.length,
      stepsPerCall,
    },
    compileMs,
    step,
  };
}

/** The last word; the process exits once it has been handed over. */
function end(last: Ending & { code: LabError['code'] | null; step: number; seconds: number }): void {
  channel.send({ type: 'ended', ...last });
  void channel.leave();
}

function fail(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  if (!(error instanceof LabError)) console.error(error);
  // What was measured before it went wrong belongs to the run; that it is sent is all that can be waited for.
  void recorder?.flush();
  end({
    how: 'failed',
    reason,
    code: error instanceof LabError ? error.code : 'internal',
    step: pace?.step ?? 0,
    seconds: pace?.seconds ?? 0,
  });
}

channel.onClosed(() => process.exit());
channel.onMessage((message) => {
  switch (message.type) {
    case 'start':
      start(message).catch(fail);
      return;
    case 'ack':
      recorder?.acknowledge(message.batch);
      return;
    case 'pause':
    case 'stop':
      control.wish = control.wish === 'stop' ? 'stop' : message.type;
      return;
    case 'probe':
      probeEngine(message.engine)
        .then((report) => {
          channel.send({ type: 'probed', report });
          void channel.leave();
        })
        .catch(fail);
      return;
    case 'export-model':
      exportModel(message.config, message.configHash, message.checkpoint)
        .then(({ bytes, batch }) => {
          writeFileSync(message.out, bytes);
          channel.send({ type: 'exported', bytes: bytes.length, batch });
          void channel.leave();
        })
        .catch(fail);
      return;
    case 'pace':
      paceOf(message.engine, message.config, message.threads)
        .then((pace) => {
          channel.send({ type: 'paced', pace });
          void channel.leave();
        })
        .catch(fail);
      return;
    case 'bench':
      bench({
        ...message,
        announce: (turn) => channel.send({ type: 'timing', turn }),
        report: (result) => channel.send({ type: 'timed', result }),
      })
        .then(() => end({ how: 'finished', reason: '', code: null, step: 0, seconds: 0 }))
        .catch(fail);
      return;
    case 'rehearse':
      prepareRehearsal(message.config, message.engine, message.threads)
        .then((ready) => {
          rehearse = ready;
          channel.send({ type: 'compiled' });
        })
        .catch(fail);
      return;
    case 'go':
      rehearse?.(message.ms)
        .then((rehearsed) => {
          channel.send({ type: 'rehearsed', ...rehearsed });
          void channel.leave();
        })
        .catch(fail);
  }
});
