/** @file `--engine auto` made into an engine: the lab times them on the config, and the outcome is said. */
import type { LabClient } from '../contract/wire/lab-client.ts';
import type { RunOrder } from '../contract/wire/requests.ts';
import type { EnginePace } from '../contract/wire/worker-protocol.ts';
import type { AskedOrder } from './order-options.ts';
import type { Screen } from './screen.ts';

/** @throws LabError `engine-unavailable` when no engine can run the config */
export async function settleEngine(
  client: LabClient,
  asked: AskedOrder,
  progress: Screen,
): Promise<RunOrder> {
  if (asked.engine !== 'auto') return { ...asked, engine: asked.engine };
  const { experiment, changes, threads } = asked;
  progress.status('timing the engines on this config');
  const { engine, paces } = await client.request('engines.choose', { experiment, changes, threads });
  progress.status('');
  progress.line(`engine auto is ${engine} here: ${paces.map(paceText).join(', ')}`);
  return { ...asked, engine };
}

function paceText({ engine, msPerStep, reason }: EnginePace): string {
  if (msPerStep === null) return `${engine} is out (${reason.replace(/\.$/, '').split('\n')[0]})`;
  return `${engine} ${msPerStep.toPrecision(3)} ms per step`;
}
