/** @file Runs in the page's process before the page does; bundled into one CommonJS file, as the sandbox wants it. */
import { exposeBridge } from './page-bridge.ts';

exposeBridge(process.argv);
