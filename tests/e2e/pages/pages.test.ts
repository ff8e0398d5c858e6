/** @file The pages in a real browser over a lab in memory. One file, so that the browser is started once for all
 *  of it. */
import { describe } from 'vitest';
import { testBadDays } from './bad-days.ts';
import { testCharts } from './charts.ts';
import { testFirstRun } from './first-run.ts';
import { testKeys } from './keys.ts';
import { testManaging } from './managing.ts';
import { openPagesInABrowser } from './one-page.ts';
import { testRunsTable } from './runs-table.ts';
import { testSettings } from './settings.ts';

openPagesInABrowser();

testFirstRun();
testRunsTable();
testCharts();
testSettings();
describe('keeping order', testManaging);
testBadDays();
testKeys();
