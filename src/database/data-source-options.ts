import type { DataSourceOptions } from 'typeorm';
import type { DemoConfig } from '../config/demo-config.js';
import { Member } from '../members/member.entity.js';
import { Topic } from '../topics/topic.entity.js';
import { DATABASE_URL_FORMS, databaseKind } from './database-kind.js';
import { CreateMembers1700000000000 } from './migrations/1700000000000-create-members.js';
import { CreateTopics1700000001000 } from './migrations/1700000001000-create-topics.js';

/**
 * How to reach the database: the one that `databaseUrl` names, or the SQLite file. Shared by the application
 * and the TypeORM command line.
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
    return { ...shared, type: 'better-sqlite3', database: sqliteFile, prepareDatabase: teachLetterCase };
  }
  const type = databaseKind(databaseUrl);
  switch (type) {
    case 'postgres':
      return { ...shared, type, url: databaseUrl };
    case 'mysql':
    case 'mariadb':
      return { ...shared, type, url: databaseUrl, charset: 'utf8mb4' };
    default:
      throw new TypeError(`Expected DATABASE_URL to be of the form ${DATABASE_URL_FORMS}.`);
  }
}

interface SqliteDatabase {
  function(
    name: string,
    options: { deterministic: boolean },
    compute: (text: string | null) => unknown,
  ): unknown;
}

/** SQLite's own LOWER knows ASCII only, and the search for members is to find Cyrillic in any case too. */
function teachLetterCase(database: SqliteDatabase): void {
  database.function('lower', { deterministic: true }, (text) => text?.toLowerCase() ?? null);
}
