/** @file What a search for words looks through, by groups of three letters, so that any part of a word is found at once. */
import type { Migration } from './migration.ts';

const TEXT_OF = (run: string) => `${run}.name || char(10) || ${run}.experiment || char(10)
    || coalesce((SELECT group_concat(value, char(10)) FROM json_each(${run}.tags)), '') || char(10) || ${run}.note`;

export const runSearch: Migration = {
  version: 55,
  name: 'run search',
  up(db) {
    db.exec(`
CREATE VIRTUAL TABLE run_search USING fts5 ( -- rowid is the run's id; kept by triggers
  text, content = '', contentless_delete = 1, tokenize = 'trigram'
);
CREATE TRIGGER run_search_of_new AFTER INSERT ON runs BEGIN
  INSERT INTO run_search (rowid, text) VALUES (new.id, ${TEXT_OF('new')});
END;
CREATE TRIGGER run_search_of_changed AFTER UPDATE OF name, experiment, tags, note ON runs
WHEN old.name <> new.name OR old.experiment <> new.experiment OR old.tags <> new.tags OR old.note <> new.note BEGIN
  DELETE FROM run_search WHERE rowid = old.id;
  INSERT INTO run_search (rowid, text) VALUES (new.id, ${TEXT_OF('new')});
END;
CREATE TRIGGER run_search_of_gone AFTER DELETE ON runs BEGIN
  DELETE FROM run_search WHERE rowid = old.id;
END;
INSERT INTO run_search (rowid, text) SELECT r.id, ${TEXT_OF('r')} FROM runs AS r;
`);
  },
};
