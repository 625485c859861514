import { randomUUID } from 'node:crypto';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** A database of one test's own. */
export interface TestDatabase {
  /** How to connect; spread it and add `entities`, `synchronize` and the rest. */
  readonly options: DataSourceOptions;
  /** Removes the database; close what is connected to it first. */
  drop(): Promise<void>;
}

/** A kind of database to run tests on. */
export interface TestDatabaseKind {
  readonly name: 'SQLite' | 'PostgreSQL' | 'MariaDB';
  /** Whether it answers here; skip its tests otherwise. */
  readonly available: boolean;
  /** Makes an empty database with a name of its own. */
  create(): Promise<TestDatabase>;
}

interface Server {
  readonly name: TestDatabaseKind['name'];
  /** Connection options for a database of the server, or for the one that is always there. */
  options(database?: string): DataSourceOptions;
  createSql(database: string): string;
  dropSql(database: string): string;
}

const PROBE_MS = 1_500;

const postgresUrl = new URL(
  process.env['TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
);
const mysqlUrl = new URL(process.env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql');

const postgres: Server = {
  name: 'PostgreSQL',
  options: (database) => ({
    type: 'postgres',
    ...account(postgresUrl, database),
    connectTimeoutMS: PROBE_MS,
  }),
  createSql: (database) => `CREATE DATABASE "${database}" ENCODING 'UTF8' TEMPLATE template0`,
  dropSql: (database) => `DROP DATABASE "${database}" WITH (FORCE)`,
};

const mariadb: Server = {
  name: 'MariaDB',
  options: (database) => ({
    type: 'mariadb',
    ...account(mysqlUrl, database),
    charset: 'utf8mb4',
    connectTimeout: PROBE_MS,
  }),
  createSql: (database) => `CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4`,
  dropSql: (database) => `DROP DATABASE \`${database}\``,
};

const sqlite: TestDatabaseKind = {
  name: 'SQLite',
  available: true,
  create: () =>
    Promise.resolve({
      options: { type: 'better-sqlite3', database: ':memory:' },
      drop: () => Promise.resolve(),
    }),
};

/**
 * The databases that the library is tested on: SQLite in memory always, PostgreSQL and MariaDB where they
 * answer at `TEST_POSTGRES_URL` (`postgres://postgres@127.0.0.1:5432/postgres`) and `TEST_MYSQL_URL`
 * (`mysql://root@127.0.0.1:3306/mysql`).
 *
 * @example
 * ```ts
 * describe.each(databases)('$name', ({ available, create }) => {
 *   describe.skipIf(!available)('members', () => { … });
 * });
 * ```
 */
export const databases: readonly TestDatabaseKind[] = [
  sqlite,
  ...(await Promise.all([postgres, mariadb].map(async (server) => kindOf(server, await answers(server))))),
];

/** The address of a database, as the demo takes it; `undefined` for SQLite. */
export function urlOf(options: DataSourceOptions): string | undefined {
  if (options.type !== 'postgres' && options.type !== 'mariadb') return undefined;
  const { type, host, port, username, password, database } = options;
  if (typeof password === 'function') throw new TypeError('Expected a password that is text.');
  const user = password ? `${username}:${encodeURIComponent(password)}` : username;
  return `${type}://${user}@${host}:${port ?? (type === 'postgres' ? 5432 : 3306)}/${database}`;
}

function kindOf(server: Server, available: boolean): TestDatabaseKind {
  return {
    name: server.name,
    available,
    create: async () => {
      const database = `chat_test_${randomUUID().replaceAll('-', '')}`;
      await administer(server, server.createSql(database));
      return {
        options: server.options(database),
        drop: () => administer(server, server.dropSql(database)),
      };
    },
  };
}

async function answers(server: Server): Promise<boolean> {
  return administer(server, 'SELECT 1').then(
    () => true,
    () => false,
  );
}

async function administer(server: Server, sql: string): Promise<void> {
  const dataSource = await new DataSource(server.options()).initialize();
  try {
    await dataSource.query(sql);
  } finally {
    await dataSource.destroy();
  }
}

function account(url: URL, database = url.pathname.slice(1)) {
  return {
    host: url.hostname,
    ...(url.port ? { port: Number(url.port) } : {}),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
  };
}
