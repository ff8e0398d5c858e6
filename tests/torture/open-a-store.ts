/** @file A process that opens a store as its owner, saying so before and after: `node open-a-store.ts FILE`. */
import { openStore } from '../../src-main/store/open-store.ts';

const [file = ''] = process.argv.slice(2);
process.stdout.write('opening\n');
// A turn of the event loop, so that the word is out before the opening blocks it.
setTimeout(() => {
  const store = openStore(file);
  process.stdout.write('done\n');
  setInterval(() => store.paths, 1000);
}, 20);
