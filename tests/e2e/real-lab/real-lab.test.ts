/** @file The app over a real lab. One file, so that the browser is started once for all of it. */
import { afterAll, describe } from 'vitest';
import { testAccessibility } from './accessibility.ts';
import { testImports } from './imports.ts';
import { testJourney } from './journey.ts';
import { testKeyboard } from './keyboard.ts';
import { PATIENCE, closeBrowser } from './real-lab.ts';
import { testRecovery } from './recovery.ts';
import { testSweeps } from './sweeps.ts';

afterAll(closeBrowser, PATIENCE);

describe('from the first click to a picture of two runs', testJourney);
describe('the same with the keys alone', testKeyboard);
describe('a host that goes away in the middle of a run and comes back', testRecovery);
describe('from the form of a sweep to its figure', testSweeps);
describe('runs of other programs', testImports);
describe('axe', testAccessibility);
