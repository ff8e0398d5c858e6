/** @file The table `settings`: one JSON value per key. */
import type { Database } from 'better-sqlite3';

interface SettingRow {
  readonly key: string;
  readonly value: string;
}

export function readSettings(db: Database): () => Record<string, unknown> {
  const all = db.prepare<[], SettingRow>('SELECT key, value FROM settings ORDER BY key');
  return () => Object.fromEntries(all.all().map(({ key, value }) => [key, JSON.parse(value) as unknown]));
}

export function writeSettings(db: Database): (key: string, value: unknown) => void {
  const put = db.prepare<[string, string]>(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare<[string]>('DELETE FROM settings WHERE key = ?');
  return (key, value) => {
    if (value === undefined) remove.run(key);
    else put.run(key, JSON.stringify(value));
  };
}
