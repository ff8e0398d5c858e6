/** @file Settings and last values of runs, taken out of their JSON: filters and orders over thousands of runs would
 *  spend nearly all of their time on parsing it. Triggers keep both tables true to `runs`, whoever writes there. */
import type { Database } from 'better-sqlite3';
import type { Migration } from './migration.ts';

/** A row per setting that is no group of settings; a list becomes its items with commas in between. */
const SETTINGS_OF = (run: string) => `
  SELECT p.id, ${run}.id, CASE t.type WHEN 'array' THEN (SELECT group_concat(value, ',') FROM json_each(t.value))
    ELSE t.atom END
  FROM json_tree(${run}.config) AS t JOIN setting_paths AS p ON p.path = substr(t.fullkey, 3)
  WHERE t.type <> 'object' AND t.fullkey NOT LIKE '%[%'`;

const PATHS_OF = (run: string) => `
  SELECT substr(fullkey, 3) FROM json_tree(${run}.config) WHERE type <> 'object' AND fullkey NOT LIKE '%[%'`;

const LAST_OF = (run: string) => `
  SELECT ${run}.id, m.id, CASE l.value WHEN 'Infinity' THEN 9e999 WHEN '-Infinity' THEN -9e999 WHEN '-0' THEN 0
    ELSE l.value END
  FROM json_each(${run}.last) AS l JOIN metrics AS m ON m.name = l.key`;

export const runValues: Migration = {
  version: 45,
  name: 'run values',
  up(db) {
    db.exec(`
CREATE TABLE setting_paths (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE -- such as optimizer.weightDecay
) STRICT;
CREATE TABLE run_settings ( -- the leaves of runs.config
  path_id INTEGER NOT NULL REFERENCES setting_paths (id),
  run_id INTEGER NOT NULL,
  value ANY, -- true and false are 1 and 0; a list is its items with commas in between
  PRIMARY KEY (path_id, run_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_last ( -- runs.last, a row per metric
  run_id INTEGER NOT NULL,
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  value ANY, -- 'NaN' is a word
  PRIMARY KEY (run_id, metric_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER run_settings_of_new AFTER INSERT ON runs BEGIN
  INSERT OR IGNORE INTO setting_paths (path)${PATHS_OF('new')};
  INSERT INTO run_settings (path_id, run_id, value)${SETTINGS_OF('new')};
END;
CREATE TRIGGER run_settings_of_changed AFTER UPDATE OF config ON runs WHEN old.config <> new.config BEGIN
  DELETE FROM run_settings WHERE path_id IN (SELECT id FROM setting_paths) AND run_id = new.id;
  INSERT OR IGNORE INTO setting_paths (path)${PATHS_OF('new')};
  INSERT INTO run_settings (path_id, run_id, value)${SETTINGS_OF('new')};
END;
CREATE TRIGGER run_values_of_gone AFTER DELETE ON runs BEGIN -- naming the paths, SQLite goes straight to the rows
  DELETE FROM run_settings WHERE path_id IN (SELECT id FROM setting_paths) AND run_id = old.id;
  DELETE FROM run_last WHERE run_id = old.id;
END;
CREATE TRIGGER run_last_of_changed AFTER UPDATE OF last ON runs BEGIN
  DELETE FROM run_last WHERE run_id = new.id;
  INSERT INTO run_last (run_id, metric_id, value)${LAST_OF('new')};
END;
`);
    fill(db);
  },
};

function fill(db: Database): void {
  db.exec(`
INSERT OR IGNORE INTO setting_paths (path)
  SELECT substr(t.fullkey, 3) FROM runs AS r, json_tree(r.config) AS t
  WHERE t.type <> 'object' AND t.fullkey NOT LIKE '%[%';
INSERT INTO run_settings (path_id, run_id, value)${SETTINGS_OF('r').replace('FROM json_tree', 'FROM runs AS r, json_tree')};
INSERT INTO run_last (run_id, metric_id, value)${LAST_OF('r').replace('FROM json_each', 'FROM runs AS r, json_each')};
`);
}
