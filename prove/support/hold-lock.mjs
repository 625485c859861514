// Locks an SQLite file exclusively: node hold-lock.mjs <file> <milliseconds>
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';

const [file, milliseconds] = process.argv.slice(2);
const database = new Database(file, { timeout: 20_000 });
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('locked\n');
await delay(Number(milliseconds));
database.exec('COMMIT');
database.close();
