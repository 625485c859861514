import { randomUUID } from 'node:crypto';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** A temporary database for a test. */
export interface TestDatabase {
  /** The connection options, without `entities` and `synchronize`. */
  readonly options: DataSourceOptions;
  /** Drops the database. Close all connections first. */
  drop(): Promise<void>;
}

/** A kind of database to run tests on. */
export interface TestDatabaseKind {
  readonly name: 'SQLite' | 'PostgreSQL' | 'MariaDB';
  /** Whether the server is available. If not, skip the tests. */
  readonly available: boolean;
  /** Creates an empty database with a unique name. */
  create(): Promise<TestDatabase>;
}

interface Server {
  readonly name: TestDatabaseKind['name'];
  /** Returns the connection options for a database, or for the default database of the server. */
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
 * The databases for tests: SQLite in memory, and PostgreSQL and MariaDB if they are available at `TEST_POSTGRES_URL`
 * (default: `postgres://postgres@127.0.0.1:5432/postgres`) and `TEST_MYSQL_URL` (default:
 * `mysql://root@127.0.0.1:3306/mysql`).
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
  ...(await Promise.all(
    [postgres, mariadb].map(async (server) => kindOf(server, await isAvailable(server))),
  )),
];

/** Returns the URL of a database for the demo, or `undefined` for SQLite. */
export function urlOf(options: DataSourceOptions): string | undefined {
  if (options.type !== 'postgres' && options.type !== 'mariadb') return undefined;
  const { type, host, port, username, password, database } = options;
  if (typeof password === 'function') throw new TypeError('Expected the password to be a string.');
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

async function isAvailable(server: Server): Promise<boolean> {
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
