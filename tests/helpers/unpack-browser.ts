/** @file Unpacks the browser once before any test: two files that start together would unpack it into one another. */
import chromium from '@sparticuz/chromium';

export async function setup(): Promise<void> {
  await chromium.executablePath();
}
