/** @file Another program that has a store locked until it is killed: `node hold-database.ts FILE`. */
import Database from 'better-sqlite3';

const db = new Database(process.argv[2]);
db.exec('BEGIN EXCLUSIVE');
console.log('locked');
setInterval(() => db.open, 1000);
