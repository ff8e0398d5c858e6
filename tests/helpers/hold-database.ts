/** @file Another program that has a store locked until it is killed, or for so many milliseconds:
 *  `node hold-database.ts FILE [MS]`. */
import Database from 'better-sqlite3';

const [file, ms] = process.argv.slice(2);
const db = new Database(file);
db.exec('BEGIN EXCLUSIVE');
console.log('locked');
setInterval(() => db.open, 1000);
if (ms !== undefined) setTimeout(() => process.exit(), Number(ms));
