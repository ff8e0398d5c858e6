import { describe, expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

describe('migration 70, stop rules', () => {
  it('turns the rules off in configs that were made without them, and leaves the rest as it is', () => {
    const db = aDatabaseAt(60);
    insertRun(db, 1);
    insertRun(db, 2);
    db.exec(`UPDATE runs SET config = '{"seed":1,"budget":{"steps":5}}', config_hash = 'ab' WHERE id = 1`);
    migrateTo(db, 70);
    const rows = db.prepare('SELECT config, config_hash AS hash FROM runs ORDER BY id').all() as {
      config: string;
      hash: string;
    }[];
    expect(JSON.parse(rows[0]?.config ?? '')).toEqual({
      seed: 1,
      budget: { steps: 5, heldFor: 1, plateau: { evaluations: 0, metric: 'val/accuracy', tolerance: 0 } },
    });
    expect(rows[0]?.hash).toBe('ab');
    expect(rows[1]?.config).toBe('{}');
  });
});
