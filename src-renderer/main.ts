/** @file Where the pages start. */
import { connectLab } from './client/connect-lab.ts';
import { startApp } from './start-app.ts';

const target = document.getElementById('app');
if (target) startApp(target, connectLab(window));
