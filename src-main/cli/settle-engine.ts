/** @file `--engine auto` made into an engine: the lab times them on the config, and the outcome is said. */
import type { EngineChoice, EngineId } from '../contract/values/engine-id.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import type { RequestParams } from '../contract/wire/requests.ts';
import type { EnginePace } from '../contract/wire/worker-protocol.ts';
import { EngineDirectory } from '../lab/engine-directory.ts';
import { defaultWorkerEntry } from '../lab/package-root.ts';
import { forkWorkers } from '../lab/worker-process.ts';
import type { Screen } from './screen.ts';

/** @throws LabError `engine-unavailable` when no engine can run the config */
export async function settleEngine(
  client: LabClient,
  choice: EngineChoice,
  asked: RequestParams<'engines.choose'>,
  progress: Screen,
): Promise<EngineId> {
  if (choice !== 'auto') return choice;
  progress.status('timing the engines on this config');
  const { engine, paces } = await client.request('engines.choose', asked);
  progress.status('');
  progress.line(`engine auto is ${engine} here: ${paces.map(paceText).join(', ')}`);
  return engine;
}

/** Refuses what starting a run on it would, and starts none. @throws LabError `engine-unavailable` */
export async function refuseUnavailable(choice: EngineChoice): Promise<void> {
  if (choice === 'auto') return;
  await new EngineDirectory(forkWorkers({ entry: defaultWorkerEntry() })).refuseUnavailable(choice);
}

function paceText({ engine, msPerStep, reason }: EnginePace): string {
  if (msPerStep === null) return `${engine} is out (${reason.replace(/\.$/, '').split('\n')[0]})`;
  return `${engine} ${msPerStep.toPrecision(3)} ms per step`;
}
