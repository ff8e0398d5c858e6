/** @file Configs of runs made before there were rules to stop early get them turned off. Their hashes leave these
 *  settings out while they are off, so hashes and checkpoints stay valid. */
import type { Migration } from './migration.ts';

export const stopRules: Migration = {
  version: 70,
  name: 'stop rules',
  up(db) {
    db.exec(`
UPDATE runs SET config = json_set(config, '$.budget.heldFor', 1, '$.budget.plateau',
    json('{"evaluations":0,"metric":"val/accuracy","tolerance":0}'))
  WHERE json_type(config, '$.budget') = 'object' AND json_type(config, '$.budget.heldFor') IS NULL;
`);
  },
};
