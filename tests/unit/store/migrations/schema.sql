CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: a checkpoint folder is named after it
  uid TEXT NOT NULL UNIQUE, -- unique across stores
  name TEXT NOT NULL,
  experiment TEXT NOT NULL,
  status TEXT NOT NULL, -- queued running paused finished failed interrupted stopped
  reason TEXT NOT NULL, -- why it is in this status, where that needs saying
  config_hash TEXT NOT NULL, -- SHA-256 of the config's canonical JSON
  split_hash TEXT NOT NULL, -- SHA-256 of the training indices, '' until the run has started
  engine TEXT NOT NULL,
  threads INTEGER NOT NULL,
  created_at INTEGER NOT NULL, -- this and the others: Unix time in milliseconds
  started_at INTEGER,
  finished_at INTEGER,
  deleted_at INTEGER, -- in the bin since then
  step INTEGER NOT NULL, -- updates applied, all of them committed
  steps INTEGER NOT NULL, -- the budget
  seconds REAL NOT NULL, -- training time without pauses
  steps_per_second REAL NOT NULL, -- 0 when not running
  seconds_left REAL, -- estimate; NULL when not running or not known
  point1_step INTEGER, -- first evaluation with train accuracy at the threshold
  point1_after INTEGER, -- the evaluation before it: point 1 lies in (after, step]
  point2_step INTEGER, -- the same for train and validation accuracy together
  point2_after INTEGER,
  delay INTEGER GENERATED ALWAYS AS (point2_step - point1_step) VIRTUAL,
  relapses INTEGER NOT NULL, -- times validation accuracy left the threshold after point 2
  revision INTEGER NOT NULL, -- times the series was cut back to a checkpoint
  tags TEXT NOT NULL CHECK (json_type(tags) = 'array'),
  last TEXT NOT NULL CHECK (json_type(last) = 'object'), -- metric: last value; 'NaN' 'Infinity' '-Infinity' '-0' as words
  environment TEXT CHECK (environment IS NULL OR json_type(environment) = 'object'),
  config TEXT NOT NULL CHECK (json_type(config) = 'object'),
  note TEXT NOT NULL, pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)), archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)), sweep_id INTEGER REFERENCES sweeps (id), priority INTEGER NOT NULL DEFAULT 0, place INTEGER NOT NULL DEFAULT 0, foreign_source TEXT /* NULL: trained here; else where it comes from: file, format, metrics with the names they have there */
  CHECK (foreign_source IS NULL OR json_type(foreign_source) = 'object'), binned_at INTEGER,
  CHECK ((point1_step IS NULL) = (point1_after IS NULL)),
  CHECK ((point2_step IS NULL) = (point2_after IS NULL))
) STRICT;
CREATE INDEX runs_by_bin ON runs (deleted_at, status);
CREATE INDEX runs_by_name ON runs (name);
CREATE TABLE metrics (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE -- such as val/accuracy
) STRICT;
CREATE TABLE evaluations (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  step INTEGER NOT NULL, -- updates applied so far; 0 is the untrained model
  seconds REAL NOT NULL, -- training time so far, without pauses
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE series_points (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  step INTEGER NOT NULL, -- one of the run's evaluations
  value ANY CHECK (typeof(value) IN ('real', 'null')), -- NULL is NaN
  PRIMARY KEY (run_id, metric_id, step)
) STRICT, WITHOUT ROWID;
CREATE VIEW points (run, metric, step, seconds, value) AS -- every logged value; value NULL is NaN
  SELECT p.run_id, m.name, p.step, e.seconds, p.value
  FROM series_points AS p
  JOIN metrics AS m ON m.id = p.metric_id
  JOIN evaluations AS e ON e.run_id = p.run_id AND e.step = p.step;
CREATE TABLE checkpoints (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  file TEXT NOT NULL, -- name inside the run's checkpoint folder
  step INTEGER NOT NULL, -- all points up to it are committed
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL, -- of the file
  created_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, file)
) STRICT, WITHOUT ROWID;
CREATE TABLE settings (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
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
  INSERT OR IGNORE INTO setting_paths (path)
  SELECT substr(fullkey, 3) FROM json_tree(new.config) WHERE type <> 'object' AND fullkey NOT LIKE '%[%';
  INSERT INTO run_settings (path_id, run_id, value)
  SELECT p.id, new.id, CASE t.type WHEN 'array' THEN (SELECT group_concat(value, ',') FROM json_each(t.value))
    ELSE t.atom END
  FROM json_tree(new.config) AS t JOIN setting_paths AS p ON p.path = substr(t.fullkey, 3)
  WHERE t.type <> 'object' AND t.fullkey NOT LIKE '%[%';
END;
CREATE TRIGGER run_settings_of_changed AFTER UPDATE OF config ON runs WHEN old.config <> new.config BEGIN
  DELETE FROM run_settings WHERE path_id IN (SELECT id FROM setting_paths) AND run_id = new.id;
  INSERT OR IGNORE INTO setting_paths (path)
  SELECT substr(fullkey, 3) FROM json_tree(new.config) WHERE type <> 'object' AND fullkey NOT LIKE '%[%';
  INSERT INTO run_settings (path_id, run_id, value)
  SELECT p.id, new.id, CASE t.type WHEN 'array' THEN (SELECT group_concat(value, ',') FROM json_each(t.value))
    ELSE t.atom END
  FROM json_tree(new.config) AS t JOIN setting_paths AS p ON p.path = substr(t.fullkey, 3)
  WHERE t.type <> 'object' AND t.fullkey NOT LIKE '%[%';
END;
CREATE TRIGGER run_values_of_gone AFTER DELETE ON runs BEGIN -- naming the paths, SQLite goes straight to the rows
  DELETE FROM run_settings WHERE path_id IN (SELECT id FROM setting_paths) AND run_id = old.id;
  DELETE FROM run_last WHERE run_id = old.id;
END;
CREATE TRIGGER run_last_of_changed AFTER UPDATE OF last ON runs BEGIN
  DELETE FROM run_last WHERE run_id = new.id;
  INSERT INTO run_last (run_id, metric_id, value)
  SELECT new.id, m.id, CASE l.value WHEN 'Infinity' THEN 9e999 WHEN '-Infinity' THEN -9e999 WHEN '-0' THEN 0
    ELSE l.value END
  FROM json_each(new.last) AS l JOIN metrics AS m ON m.name = l.key;
END;
CREATE TABLE series_chunks ( -- made from series_points and worth nothing without them; may be emptied at any time
  run_id INTEGER NOT NULL REFERENCES runs (id),
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  last_step INTEGER NOT NULL, -- of the chunk's points, which follow upon each other without a gap between two chunks
  first_step INTEGER NOT NULL,
  kept BLOB NOT NULL, -- the first, last, smallest and largest finite point, the first NaN and infinities: all their steps, then all their values, then all their seconds, as little-endian doubles
  PRIMARY KEY (run_id, metric_id, last_step)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE run_search USING fts5 ( -- rowid is the run's id; kept by triggers
  text, content = '', contentless_delete = 1, tokenize = 'trigram'
);
CREATE TABLE 'run_search_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'run_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE 'run_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
CREATE TABLE 'run_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TRIGGER run_search_of_new AFTER INSERT ON runs BEGIN
  INSERT INTO run_search (rowid, text) VALUES (new.id, new.name || char(10) || new.experiment || char(10)
    || coalesce((SELECT group_concat(value, char(10)) FROM json_each(new.tags)), '') || char(10) || new.note);
END;
CREATE TRIGGER run_search_of_changed AFTER UPDATE OF name, experiment, tags, note ON runs
WHEN old.name <> new.name OR old.experiment <> new.experiment OR old.tags <> new.tags OR old.note <> new.note BEGIN
  DELETE FROM run_search WHERE rowid = old.id;
  INSERT INTO run_search (rowid, text) VALUES (new.id, new.name || char(10) || new.experiment || char(10)
    || coalesce((SELECT group_concat(value, char(10)) FROM json_each(new.tags)), '') || char(10) || new.note);
END;
CREATE TRIGGER run_search_of_gone AFTER DELETE ON runs BEGIN
  DELETE FROM run_search WHERE rowid = old.id;
END;
CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE, -- unique across stores
  name TEXT NOT NULL,
  experiment TEXT NOT NULL,
  engine TEXT NOT NULL,
  threads INTEGER, -- of each run; NULL: chosen by measurement
  parallel INTEGER, -- most runs at a time; NULL: as many as fit
  decision TEXT NOT NULL, -- how threads and workers were chosen, '' until then
  created_at INTEGER NOT NULL, -- Unix time in milliseconds
  deleted_at INTEGER, -- in the bin since then
  tags TEXT NOT NULL CHECK (json_type(tags) = 'array'),
  spec TEXT NOT NULL CHECK (json_type(spec) = 'object') -- experiment, shared changes, axes, seeds, search
, binned_at INTEGER) STRICT;
CREATE INDEX sweeps_by_name ON sweeps (name);
CREATE INDEX runs_by_sweep ON runs (sweep_id) WHERE sweep_id IS NOT NULL;
CREATE INDEX runs_by_place ON runs (place);
CREATE INDEX runs_by_status ON runs (status);
CREATE INDEX runs_by_config ON runs (config_hash);
CREATE TABLE sweep_points (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id),
  position INTEGER NOT NULL, -- from 0, in the order of the sweep
  seed INTEGER NOT NULL,
  changes TEXT NOT NULL CHECK (json_type(changes) = 'object'), -- path: value, besides what all runs share
  config_hash TEXT NOT NULL,
  run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL, -- NULL: deleted for good
  PRIMARY KEY (sweep_id, position),
  UNIQUE (sweep_id, config_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_points_by_run ON sweep_points (run_id);
