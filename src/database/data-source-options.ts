import type { DataSourceOptions } from 'typeorm';
import type { DemoConfig } from '../config/demo-config.js';
import { Member } from '../members/member.entity.js';
import { Topic } from '../topics/topic.entity.js';
import { DATABASE_URL_FORMS, databaseKind } from './database-kind.js';
import { CreateMembers1700000000000 } from './migrations/1700000000000-create-members.js';
import { CreateTopics1700000001000 } from './migrations/1700000001000-create-topics.js';

/**
 * Returns the options of the database at `databaseUrl`, or of the SQLite file. The application and the TypeORM CLI
 * share these options.
 */
export function dataSourceOptions({
  databaseUrl,
  sqliteFile,
}: Pick<DemoConfig, 'databaseUrl' | 'sqliteFile'>): DataSourceOptions {
  const shared = {
    entities: [Member, Topic],
    migrations: [CreateMembers1700000000000, CreateTopics1700000001000],
    migrationsRun: true,
  };
  if (databaseUrl === undefined) {
    return { ...shared, type: 'better-sqlite3', database: sqliteFile, prepareDatabase: addUnicodeLower };
  }
  const type = databaseKind(databaseUrl);
  switch (type) {
    case 'postgres':
      return { ...shared, type, url: databaseUrl };
    case 'mysql':
    case 'mariadb':
      return { ...shared, type, url: databaseUrl, charset: 'utf8mb4' };
    default:
      throw new TypeError(`Expected DATABASE_URL to be ${DATABASE_URL_FORMS}.`);
  }
}

interface SqliteDatabase {
  function(
    name: string,
    options: { deterministic: boolean },
    compute: (text: string | null) => unknown,
  ): unknown;
}

/** Replaces SQLite's LOWER, which supports ASCII only, so that the member search is case-insensitive in any script. */
function addUnicodeLower(database: SqliteDatabase): void {
  database.function('lower', { deterministic: true }, (text) => text?.toLowerCase() ?? null);
}
