/** @file What `npm run engine:tfjs-node` does: sees whether the engine works, tries the package's own download, builds the
 *  native parts where that brings nothing, and sees again. Doing it twice changes nothing. */
import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EngineReport } from '../../contract/wire/worker-protocol.ts';
import { buildParts } from './build.ts';
import { downloadParts } from './package-download.ts';
import { PACKAGE, placesOf, type Places, type Surroundings } from './places.ts';
import { lastLines, runProgram } from './run-program.ts';
import { unavailable } from './wheel.ts';

export interface Wishes {
  /** Throw away what is there and begin anew. */
  readonly again: boolean;
  /** Leave the package's own download alone. */
  readonly build: boolean;
}

/**
 * @param probe asks a short-lived process whether the engine works
 * @throws LabError with one sentence: what is missing or failed, and what to do
 */
export async function getEngine(
  surroundings: Surroundings,
  wishes: Wishes,
  probe: () => Promise<EngineReport>,
): Promise<void> {
  const { say } = surroundings;
  const places = placesOf(surroundings) ?? (await installPackage(surroundings));
  if (!wishes.again && existsSync(places.binding)) {
    const { available, version, reason } = await probe();
    if (available) return say(`The engine tfjs-node works already (${version}).`);
    say(`What is there does not work: ${reason}.`);
  }
  removeParts(places);
  if (!(await downloaded(surroundings, places, wishes.build))) await buildParts(surroundings, places);
  const { available, version, reason } = await probe();
  if (!available) throw unavailable(`everything is in place, but ${reason}`);
  say(`The engine tfjs-node works: ${version}.`);
}

async function downloaded(surroundings: Surroundings, places: Places, skip: boolean): Promise<boolean> {
  if (skip) return false;
  surroundings.say("Trying the package's own download");
  const failure = await downloadParts(surroundings, places);
  if (failure === undefined) return true;
  surroundings.say(`That brought nothing: ${failure}.`);
  return false;
}

function removeParts({ deps, binding }: Places): void {
  for (const part of [dirname(binding), deps]) rmSync(part, { recursive: true, force: true });
}

/** npm leaves an optional package out when its script fails, as it does where the storage site is not reached. */
async function installPackage(surroundings: Surroundings): Promise<Places> {
  const { root, env, say } = surroundings;
  const npm = env['npm_execpath'];
  const byHand = 'run npm install --ignore-scripts --include=optional, and then this again';
  if (!npm) throw unavailable(`the package ${PACKAGE} is not installed; ${byHand}`);
  say(`The package ${PACKAGE} is not installed; npm fetches it`);
  const words = [npm, 'install', '--ignore-scripts', '--include=optional'];
  const { code, text } = await runProgram(process.execPath, words, { cwd: root, env });
  const places = placesOf(surroundings);
  if (places) return places;
  throw unavailable(
    `npm could not install ${PACKAGE} (it ended with ${code}: ${lastLines(text, 1)}); ${byHand}`,
  );
}
