import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoteWord } from '../../../src-main/base/quote-word.ts';
import { changeConfig, type ConfigChanges } from '../../../src-main/contract/values/change-config.ts';
import { EXPERIMENTS, experimentById } from '../../../src-main/experiments/index.ts';
import { changesFrom, orderFrom } from '../../../src-main/cli/order-options.ts';
import { repeatCommand } from '../../../src-main/lab/repeat-command.ts';

const runOf = (id: string, changes: ConfigChanges) =>
  ({ config: changeConfig(experimentById(id).config, changes), engine: 'onnx-cpu', threads: 2 }) as const;

function commandOf(id: string, changes: ConfigChanges): string {
  return repeatCommand(runOf(id, changes), experimentById(id));
}

/** The words as a shell hands them over. */
function wordsOf(command: string): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' });
  return printed.trimEnd().split('\n');
}

describe('the command that repeats a run', () => {
  it('names what differs from the experiment, and always seed, engine and threads', () => {
    expect(commandOf('power-2022/modular-division', { seed: 3, 'optimizer.weightDecay': 0.3 })).toBe(
      'groklab run power-2022/modular-division --seed 3 --set optimizer.weightDecay=0.3 --engine onnx-cpu --threads 2',
    );
    expect(commandOf('quick-start', {})).toBe(
      'groklab run quick-start --seed 1 --engine onnx-cpu --threads 2',
    );
    expect(commandOf('quick-start', { 'budget.steps': 10 })).toContain('--steps 10');
  });

  it.each<[string, ConfigChanges]>([
    ['a formula with spaces', { 'task.operation': 'x/y if y odd else x-y' }],
    ['a formula with a caret and a star', { 'task.operation': 'x^2+x*y+y^2+x' }],
    [
      'another task, model and loss',
      {
        'task.kind': 'sum',
        'task.trainExamples': 40,
        'batch.sampling': 'full',
        'model.kind': 'embedding-mlp',
        'loss.kind': 'mse-random',
        'loss.targetWidth': 7,
      },
    ],
    ['another kind of optimizer', { 'optimizer.kind': 'sgd', 'optimizer.momentum': 0.9 }],
    ['another initialisation', { 'model.init.kind': 'pytorch' }],
    ['a list', { measures: ['losses', 'effective'] }],
    ['small and large numbers', { 'optimizer.weightDecay': 1e-30, seed: Number.MAX_SAFE_INTEGER }],
  ])('leads to the same config through a shell: %s', (_, changes) => {
    // An operation is a field of one kind of task alone.
    const concerned = EXPERIMENTS.filter(
      ({ config }) => !('task.operation' in changes) || config.task.kind === 'binary-operation',
    );
    expect(concerned.length).toBeGreaterThan(4);
    for (const { id } of concerned) {
      const words = wordsOf(commandOf(id, changes));
      const valueAfter = (option: string) =>
        words.flatMap((word, i) => (word === option ? [words[i + 1] as string] : []));
      const steps = valueAfter('--steps')[0];
      const order = orderFrom(words[2] as string, {
        set: valueAfter('--set'),
        seed: valueAfter('--seed')[0] as string,
        ...(steps !== undefined && { steps }),
      });
      expect(changeConfig(experimentById(id).config, order.changes)).toEqual(runOf(id, changes).config);
    }
  });

  it('quotes any word so that a shell gives it back', () => {
    for (const word of [
      'plain',
      'a b',
      `it's`,
      'a"b',
      '$HOME',
      '`ls`',
      'back\\slash',
      '100%!',
      '*?[x]',
      '',
    ]) {
      expect(wordsOf(quoteWord(word, 'linux'))).toEqual([word]);
    }
  });

  it.each([
    ['lab.db', 'lab.db'],
    ['C:\\Users\\ada\\lab.db', 'C:\\Users\\ada\\lab.db'],
    ['C:\\My Papers\\lab.db', '"C:\\My Papers\\lab.db"'],
    ['C:\\My Papers\\', '"C:\\My Papers\\\\"'],
    ["ada's.db", `"ada's.db"`],
    ['measures=losses,effective', '"measures=losses,effective"'],
    ['x^2+x*y', '"x^2+x*y"'],
    ['a&b', '"a&b"'],
    ['', '""'],
    ["it's 50%", "'it''s 50%'"],
    ['$HOME', "'$HOME'"],
  ])('quotes %s for the shells of Windows as %s', (word, quoted) => {
    expect(quoteWord(word, 'win32')).toBe(quoted);
  });

  it('splits an assignment at its first equals sign', () => {
    expect(changesFrom(['a.b=c=d', 'e = f'])).toEqual({ 'a.b': 'c=d', e: 'f' });
  });
});
