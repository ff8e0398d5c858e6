import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../src-main/base/hash.ts';
import { MIGRATIONS } from '../../../../src-main/store/migrations/index.ts';
import { newestVersion } from '../../../../src-main/store/migrations/run-migrations.ts';
import { aDatabaseAt } from './at-version.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = fileURLToPath(new URL('../../../../src-main/store/migrations/', import.meta.url));
const files = readdirSync(folder)
  .filter((name) => /^\d{4}-/.test(name))
  .sort();

/** A shipped migration is never edited: files were made by it. A new one adds its line here. */
const FROZEN: Readonly<Record<string, string>> = {
  '0010-runs.ts': '7dbae261e911c23375af22b102d9940a459a0d84bd54bbd64c781f93ab7a73ce',
  '0020-series.ts': 'c34578dedf99934cd28e377c35737aacebdb7f02724fd8f08e704e6e509facbd',
  '0030-checkpoints-and-settings.ts': '06324650fd1e7c133e1218fe3ac9bd9e2a9e814893af2f1d04ae7e76c4af4976',
  '0040-run-marks.ts': '272f6824c71b7167271786b214ff3bb3e0c8d6cb2fab70ed4cd21b35a33eeeb9',
  '0045-run-values.ts': 'e5e7975bb3437c7519fcb408e1b77d5b58348cd30854314da9f55202db02a8e5',
  '0050-series-chunks.ts': 'a2f717b7fa8b885b9f3964cf6b6723cc1764c58bf1bd49533f0b3e88132439b7',
  '0055-run-search.ts': 'a3ef4a29f504a8ddbcd2f5bb4e958ecb5f25ffe0e02da508e189b405c5d69669',
  '0060-sweeps.ts': 'c7ea6f0b05c911865e40f59877b54bff9260f0b1f3159437b51c37a7a9e694a1',
  '0070-stop-rules.ts': '65fe77b1d71303ce526a301ebbb451fc97a511c66804b42b1e8b36b2db693614',
  '0080-foreign-runs.ts': '13eda368d6e8b422a593b5c12ff399578ab98cb4f86557544a4ab5d9c5753bd7',
  '0090-bin-time.ts': '37fba921b358ff5e40fbbcd435bf6cc0e981bd920265fed86d784cc95158bbe9',
};

describe('the file format', () => {
  it('is the schema written down in schema.sql', async () => {
    const statements = aDatabaseAt(newestVersion(MIGRATIONS))
      .prepare<[], string>(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY rowid",
      )
      .pluck()
      .all();
    await expect(`${statements.join(';\n')};\n`).toMatchFileSnapshot('schema.sql');
  });

  it('is made by migrations that have not been edited since they shipped', () => {
    const hashes = files.map((name) => [name, sha256(readFileSync(`${folder}${name}`))]);
    expect(Object.fromEntries(hashes)).toEqual(FROZEN);
  });

  it('has a migration in the list for each file, numbered like it, with a test beside this one', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(files.map((name) => Number(name.slice(0, 4))));
    const tests = readdirSync(here);
    for (const name of files) expect(tests).toContain(name.replace(/\.ts$/, '.test.ts'));
  });
});
