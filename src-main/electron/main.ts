/** @file Entry of the desktop app's main process. */
import { startApp } from './app.ts';

void startApp();
