/** @file What `npm run engine:tfjs-node` does: sees whether the engine works, tries the package's own download, builds the
 *  native parts where that brings nothing, and sees again. Doing it twice changes nothing. */
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TFJS_NODE_HOME } from '../../contract/values/engine-id.ts';
import type { EngineReport } from '../../contract/wire/worker-protocol.ts';
import { buildParts } from './build.ts';
import { COSTS } from './costs.ts';
import { downloadParts } from './package-download.ts';
import { PACKAGE, placesOf, shareTfjs, type Places, type Surroundings } from './places.ts';
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
  const places = await installedPlaces(surroundings, wishes.again);
  shareTfjs(surroundings);
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

/** @param again install also what is there, where npm is at hand to do so */
async function installedPlaces(surroundings: Surroundings, again: boolean): Promise<Places> {
  const there = placesOf(surroundings);
  const anew = again && surroundings.env['npm_execpath'] !== undefined;
  return there && !anew ? there : installPackage(surroundings);
}

/** @throws LabError where npm is not at hand, or did not get to its end */
async function installPackage(surroundings: Surroundings): Promise<Places> {
  const { root, env, say } = surroundings;
  const npm = env['npm_execpath'];
  const byHand = `run npm ci in ${TFJS_NODE_HOME}, and then this again`;
  if (!npm) throw unavailable(`the package ${PACKAGE} is not installed; ${byHand}`);
  say(COSTS);
  say(`Fetching the package ${PACKAGE} with npm`);
  const home = join(root, TFJS_NODE_HOME);
  // Said twice: npm tells the programs it starts in which project it was started.
  const words = [npm, 'ci', '--prefix', home];
  const { code, text } = await runProgram(process.execPath, words, { cwd: home, env });
  const places = placesOf(surroundings);
  if (code === 0 && places) return places;
  throw unavailable(
    `npm could not install ${PACKAGE} (it ended with ${code}: ${lastLines(text, 1)}); ${byHand}`,
  );
}
