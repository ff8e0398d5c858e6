/** @file The browser of the tests of pages. */
import chromiumPackage from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPackage.executablePath(),
    // The package's own list is for one page in one process; tests open many, with the web's security on. Drawn by the
    // processor, as a browser does where there is no graphics card: an emulated card is far slower.
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    headless: true,
  });
}
