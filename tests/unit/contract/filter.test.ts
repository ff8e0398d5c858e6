import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, unmet, type Filter } from '../../../src-main/contract/values/filter/filter.ts';
import { filterMark } from '../../../src-main/contract/values/filter/filter-error.ts';
import { parseFilter } from '../../../src-main/contract/values/filter/parse-filter.ts';
import { RUN_FIELDS } from '../../../src-main/contract/values/filter/run-fields.ts';
import { CONFIG_FIELDS } from '../../../src-main/contract/values/config-fields.ts';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { METRICS } from '../../../src-main/contract/values/metric.ts';

/** The filter with full brackets, fields by name. */
function spelled(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.parts.map(spelled).join(` ${filter.kind} `)})`;
    case 'not':
      return `not ${spelled(filter.part)}`;
    case 'in':
      return `${filter.field.name} in ${JSON.stringify(filter.values)}`;
    case 'compare':
      return `${filter.field.name} ${filter.comparison} ${typeof filter.value === 'number' ? filter.value : JSON.stringify(filter.value)}`;
  }
}

function problemOf(text: string): LabError {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error(`'${text}' was accepted`);
}

describe('reading a filter', () => {
  it.each([
    [
      'experiment = "power-2022/modular-division" and config.optimizer.weightDecay >= 0.1 and point2 < 20000 and tag:paper',
      '(experiment = "power-2022/modular-division" and optimizer.weightDecay >= 0.1 and point2 < 20000 and tag = "paper")',
    ],
    ['seed = 1 or seed = 2 and pinned', '(seed = 1 or (seed = 2 and pinned = true))'],
    ['(seed = 1 OR seed = 2) AND NOT pinned', '((seed = 1 or seed = 2) and not pinned = true)'],
    ['not seed = 1 and seed = 2', '(not seed = 1 and seed = 2)'],
    ['status in (finished, "failed")', 'status in ["finished","failed"]'],
    ['seed not in (1, 2e0)', 'not seed in [1,2]'],
    ['point2 = none', 'point2 = null'],
    ['optimizer.learningRate<=1e-3', 'optimizer.learningRate <= 0.001'],
    ['optimizer.learningRate > -.5E+2', 'optimizer.learningRate > -50'],
    ['val/loss = NaN or val/loss < Infinity', '(val/loss = NaN or val/loss < Infinity)'],
    ['task.operation = x^2+x*y+y^2', 'task.operation = "x^2+x*y+y^2"'],
    [`name ~ 'it\\'s "so"'`, 'name ~ "it\'s \\"so\\""'],
    ['name = 12', 'name = "12"'],
    ['task.splitSeed = seed or task.splitSeed = 3', '(task.splitSeed = "seed" or task.splitSeed = 3)'],
    ['tag = "none" and tags != größe', '(tag = "none" and tag != "größe")'],
    ['  ', '()'],
  ])('%s', (text, meaning) => {
    expect(spelled(parseFilter(text))).toBe(meaning);
  });

  it('takes days and moments of this place', () => {
    const [day, moment] = [new Date(2024, 4, 1).getTime(), new Date(2024, 4, 1, 14, 3).getTime()];
    expect(parseFilter('createdAt >= 2024-05-01')).toMatchObject({ value: day });
    expect(parseFilter('createdAt < "2024-05-01 14:03"')).toMatchObject({ value: moment });
  });

  it('knows every column, metric and setting', () => {
    const names = RUN_FIELDS.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(CONFIG_FIELDS.map(({ path }) => path)));
    expect(names).toEqual(expect.arrayContaining(Object.keys(METRICS)));
    for (const name of names) expect([...fieldsOf(parseFilter(`${name} = none`))]).toEqual([name]);
  });
});

describe('a value that no run has', () => {
  it.each([
    ['tag:zebra', 'zebra'],
    ['tag:paper', undefined],
    ['tag:paper and (seed = 1 and tag:zebra)', 'zebra'],
    ['tag:zebra or seed = 1', undefined],
    ['tag:zebra or (tag:other and seed = 1)', 'zebra'],
    ['tag in (zebra, paper)', undefined],
    ['tag in (zebra, other)', 'zebra'],
    ['tag = none', undefined],
    ['tag in (zebra, none)', undefined],
    ['not tag:zebra', undefined],
    ['name = zebra', undefined],
    ['', undefined],
  ])('is what hinders only where every way to fit needs it: %s', (text, value) => {
    expect(unmet(parseFilter(text), 'tag', ['paper'])).toBe(value);
  });
});

describe('a filter that cannot be read', () => {
  it.each([
    ['optimizer.weightdecay > 1', 1, "no field 'optimizer.weightdecay'; did you mean optimizer.weightDecay"],
    ['seed = 1 and weightDecay = 1', 14, 'did you mean optimizer.weightDecay'],
    ['xyzzy = 1', 1, 'known are columns such as name'],
    ['status = finishd', 10, 'did you mean finished?'],
    ['optimizer.kind in (adam, sdg)', 26, 'one of adam, adam-two-rates, sgd'],
    ['seed = twelve', 8, "seed holds numbers, got 'twelve'"],
    ['pinned = 3', 10, 'true or false'],
    ['createdAt > yesterday', 13, 'dates such as 2024-05-01'],
    ['point2 < ', 9, 'expected a value'],
    ['point2 << 3', 9, 'expected a value'],
    ['(seed = 1', 10, "expected ')', got the end"],
    ['seed = 1)', 9, "expected 'and', 'or' or the end, got ')'"],
    ['seed = 1 seed = 2', 10, "expected 'and', 'or' or the end"],
    ['seed', 5, 'expected a comparison after seed'],
    ['name ~ "open', 8, 'no closing "'],
    ['name % 3', 6, "'%' has no meaning here"],
    ['seed in ()', 10, 'expected a value'],
    ['point2 < none', 10, 'none goes with = and != alone'],
    ['status < finished', 8, 'status has no order'],
    ['seed ~ 1', 6, 'seed is no text'],
    ["name = 'x'; DROP TABLE runs", 11, "';' has no meaning here"],
    ['and', 1, 'expected a condition'],
    ['point2 => 3', 8, "'=>' has no meaning here; write >="],
    ['seed = 1 and point2 =<3', 21, "'=<' has no meaning here; write <="],
    ['seed <> 1', 6, "'<>' has no meaning here; write !="],
    ['seed === 1', 6, "'===' has no meaning here; write ="],
    ['name =~ x', 6, "'=~' has no meaning here; write ~"],
    ['seed = 1 && seed = 2', 10, "'&&' has no meaning here; write and"],
    ['point2 = null', 10, "got 'null'; for what is not there write point2 = none"],
    ['status != NULL', 11, "got 'NULL'; for what is not there write status != none"],
    ['seed in (1, undefined)', 13, 'for what is not there write seed = none'],
    ['point2 > null', 10, "point2 holds numbers, got 'null'."],
  ])('%s is refused at character %i', (text, character, problem) => {
    const error = problemOf(text);
    expect(error.code).toBe('bad-request');
    expect(error.message).toContain(`filter, character ${character}: `);
    expect(error.message).toContain(problem);
    expect(filterMark(error)?.at).toBe(character - 1);
  });

  it('is never anything but an error that marks a place inside the text', () => {
    const word = fc.constantFrom(
      ...['seed', 'name', 'and', 'or', 'not', 'in', '(', ')', ',', '=', '<', '~', '"', "'"],
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(word, fc.string({ maxLength: 3 }))).map((w) => w.join(' ')),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          parseFilter(written);
        } catch (error) {
          const mark = filterMark(error);
          expect(mark, String(error)).toBeDefined();
          expect((mark?.at ?? 0) + (mark?.length ?? 0)).toBeLessThanOrEqual(written.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
