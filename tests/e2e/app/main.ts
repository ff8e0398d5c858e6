/** @file The pages over a fake lab. `?scenario=some&clock=stopped` chooses what it holds and whether time passes. */
import { startApp } from '../../../src-renderer/start-app.ts';
import { SCENARIOS, type Scenario } from '../../helpers/fake-lab-scenarios.ts';
import type { FakeLab } from '../../helpers/fake-lab.ts';

declare global {
  interface Window {
    fakeLab: FakeLab;
  }
}

const query = new URLSearchParams(location.search);
const scenario = query.get('scenario') ?? 'empty';
const lab = SCENARIOS[(Object.hasOwn(SCENARIOS, scenario) ? scenario : 'empty') as Scenario]();
window.fakeLab = lab;

const TICK_MS = 200;
if (query.get('clock') !== 'stopped') setInterval(() => lab.pass(TICK_MS / 1000), TICK_MS);

const target = document.getElementById('app');
if (target) startApp(target, lab);
