/** @file Whatever is typed wrong ends with exit code 2, one sentence that names it, and nothing changed on the disk. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { groklab } from '../../helpers/groklab.ts';
import { groklabHere } from '../../helpers/groklab-here.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

const ONE_SENTENCE = /^groklab: [^\n]*[^\n.]\.\n$/;

async function refused(storeFile: string, words: readonly string[], named: string): Promise<void> {
  const { code, out, err } = await groklabHere(storeFile, ...words);
  expect(err).toContain(named);
  expect(err).toMatch(ONE_SENTENCE);
  expect({ code, out }).toEqual({ code: 2, out: '' });
}

describe('a wrong order', () => {
  it.each<[string, string[]]>([
    ["no experiment 'grokking'", ['run', 'grokking']],
    ["unknown field 'optimizer.decayRate'", ['run', 'quick-start', '--set', 'optimizer.decayRate=1']],
    ['optimizer.momentum exists only with', ['run', 'quick-start', '--set', 'optimizer.momentum=0.9']],
    ['task.modulus', ['run', 'quick-start', '--set', 'task.operation=x/y', '--set', 'task.modulus=9']],
    ['task.trainFraction', ['run', 'quick-start', '--set', 'task.trainFraction=0']],
    ['task.trainFraction', ['run', 'quick-start', '--set', 'task.trainFraction=1']],
    ['task.trainFraction', ['run', 'quick-start', '--set', 'task.trainFraction=1.5']],
    ['task.trainFraction', ['run', 'quick-start', '--set', 'task.trainFraction=half']],
    ['batch.size', ['run', 'quick-start', '--set', 'batch.size=100000']],
    ['budget.steps', ['run', 'quick-start', '--steps', '-5']],
    ['budget.steps', ['run', 'quick-start', '--steps', '1.5']],
    ['seed', ['run', 'quick-start', '--seed', '-1']],
    ['model.layers', ['run', 'quick-start', '--set', 'model.layers=0']],
    ['model.width', ['run', 'quick-start', '--set', 'model.width=wide']],
    ['model.heads', ['run', 'quick-start', '--set', 'model.heads=3']],
    ['task.operation', ['run', 'quick-start', '--set', 'task.operation=x**y']],
    ['measures', ['run', 'quick-start', '--set', 'measures=nothing']],
    ['--set', ['run', 'quick-start', '--set', 'seed']],
    ['--engine', ['run', 'quick-start', '--engine', 'abacus']],
    ["--name: '5' means", ['run', 'quick-start', '--name', '5']],
    ["--name: 'last' means", ['sweep', 'quick-start', '--seeds', '2', '--name', 'last']],
    ["--name: '7' means", ['import', 'a.csv', '--name', '7']],
    ['--threads', ['run', 'quick-start', '--threads', '0.5']],
    ['experiment', ['run']],
    ['--sed', ['run', 'quick-start', '--sed', '1']],
    ["'--budget.steps'; it is a setting: say --steps 2.", ['run', 'quick-start', '--budget.steps', '2']],
    ['setting: say --set optimizer.weightDecay=1.', ['run', 'quick-start', '--weight-decay=1']],
    ['setting: say --set model.width=VALUE.', ['sweep', 'quick-start', '--model.width']],
    ['say --set optimizer.weightDecay=9.', ['import', 'a.csv', '--weight-decay', '9']],
    ["unknown option '--budget.steps'; --help lists", ['import', 'a.csv', '--budget.steps', '9']],
    ["unknown option '--weightDecay'; --help lists", ['runs', '--weightDecay', '1']],
    ["unknown command 'train'", ['train', 'quick-start']],
    ["no experiment 'nope'", ['experiments', 'nope']],
    ["'nobody'", ['show', 'nobody']],
    ['filter, character 1', ['runs', '--filter', 'stauts = finished']],
    ['filter, character 9', ['runs', '--filter', "seed = 1; DROP TABLE runs; --'"]],
    ["'last'", ['show', 'last']],
    ["'99'", ['resume', '99']],
    ["'99'", ['pause', '99']],
    ["'99'", ['stop', '99']],
    ["'99'", ['rm', '99']],
    ["'1'", ['compare', '1', '2']],
    ['--limit', ['runs', '--limit', '0']],
    ['--status', ['runs', '--status', 'done']],
    ['what', ['export', 'pictures']],
    ['--format', ['export', 'runs', '--format', 'xml']],
    ['--out', ['export', 'runs', '--out', '/no/such/folder/runs.csv']],
    ['--db', ['runs', '--db', '']],
  ])('is refused, naming %s', async (named, words) => {
    const folder = temporaryFolder();
    await refused(join(folder, 'lab.db'), words, named);
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('is refused by the real command too, with its exit code', async () => {
  const folder = temporaryFolder();
  const words = ['run', 'quick-start', '--set', 'task.trainFraction=1'];
  const result = await groklab(join(folder, 'lab.db'), ...words);
  expect(result).toMatchObject({ code: 2, out: '', err: expect.stringMatching(ONE_SENTENCE) });
  expect(readdirSync(folder)).toEqual([]);
});

describe('a file that is no store', () => {
  const RUN = ['run', 'quick-start', '--steps', '10'];

  /** Refused for writing and for reading, and not a byte is changed. */
  async function untouched(folder: string, file: string, named: string): Promise<void> {
    const before = readdirSync(folder).sort();
    const content = readFileSync(file);
    await refused(file, RUN, named);
    await refused(file, ['runs'], named);
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(readFileSync(file).equals(content)).toBe(true);
  }

  it('because it is text is refused and left alone', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'dear diary '.repeat(100));
    await untouched(folder, file, 'GROKLAB_DB: ');
  });

  it("because it is somebody else's database is refused and left alone", async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'other.db');
    new Database(file).exec('CREATE TABLE mine (x)').close();
    await untouched(folder, file, 'is not a Grokking Lab store');
  });

  it('because a newer lab wrote it is refused and left alone', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'lab.db');
    await groklab(
      file,
      'run',
      'quick-start',
      '--steps',
      '1',
      '--set',
      'task.modulus=11',
      '--set',
      'batch.size=8',
    );
    const db = new Database(file);
    db.pragma('user_version = 999999');
    db.close();
    await untouched(folder, file, 'newer Grokking Lab');
  });

  it('because it is a folder is refused', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'lab.db'));
    await refused(join(folder, 'lab.db'), RUN, 'is not a file');
    expect(readdirSync(folder)).toEqual(['lab.db']);
  });

  it('because its folder does not exist is refused, and the folder is not made', async () => {
    const folder = temporaryFolder();
    await refused(join(folder, 'no/lab.db'), RUN, 'GROKLAB_DB: ');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('because nothing can be written there is refused', async () => {
    await refused('/proc/lab.db', RUN, '/proc/lab.db');
  });

  it('named by --db is told by that name', async () => {
    const folder = temporaryFolder();
    await refused(join(folder, 'lab.db'), [...RUN, '--db', join(folder, 'no/lab.db')], '--db: ');
  });
});
