import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { freePort } from '../../test/support/free-port.js';

const START_MS = 60_000;

/** A temporary database server. */
export interface DatabaseServer {
  /** The URL, which does not change after a restart. */
  readonly url: string;
  /** Starts or restarts the server, and waits until it accepts queries. */
  start(): Promise<void>;
  /** Kills all processes immediately, as in a power failure. */
  kill(): Promise<void>;
  /** Suspends all processes. Connections stay open, but there are no responses. */
  freeze(): void;
  /** Resumes all processes. */
  thaw(): void;
  /** Kills all processes and removes the folder. */
  remove(): Promise<void>;
}

export interface DatabaseServerKind {
  readonly name: 'PostgreSQL' | 'MariaDB';
  /** Whether the server is installed. If not, skip the proofs so that they are reported as skipped. */
  readonly available: boolean;
  /** Creates a server with a temporary folder and a free port, without starting it. */
  create(): Promise<DatabaseServer>;
}

interface Server {
  readonly name: DatabaseServerKind['name'];
  /** The program that creates a data folder. */
  readonly initializer: string | undefined;
  /** The server program. */
  readonly program: string | undefined;
  /** The account that runs the server instead of root, which it does not support. */
  readonly account: string;
  initialize(data: string): string[];
  serve(data: string, port: number): string[];
  options(port: number): DataSourceOptions;
  readonly scheme: string;
}

const postgresFolders = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql')
      .toSorted((one, other) => Number(other) - Number(one))
      .map((version) => `/usr/lib/postgresql/${version}/bin`)
  : [];
const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/bin'];

const postgres: Server = {
  name: 'PostgreSQL',
  initializer: find([...postgresFolders, ...folders], 'initdb'),
  program: find([...postgresFolders, ...folders], 'postgres'),
  account: 'postgres',
  initialize: (data) => [
    '--pgdata',
    data,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ],
  serve: (data, port) => ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', data, '-F'],
  options: (port) => ({
    type: 'postgres',
    host: '127.0.0.1',
    port,
    username: 'postgres',
    database: 'postgres',
  }),
  scheme: 'postgres://postgres',
};

const mariadb: Server = {
  name: 'MariaDB',
  initializer: find(folders, 'mariadb-install-db', 'mysql_install_db'),
  program: find(folders, 'mariadbd', 'mysqld'),
  account: 'mysql',
  initialize: (data) => [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ],
  serve: (data, port) => [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${data}/own.sock`,
    `--pid-file=${data}/own.pid`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--innodb-buffer-pool-size=32M',
  ],
  options: (port) => ({ type: 'mariadb', host: '127.0.0.1', port, username: 'root', database: 'mysql' }),
  scheme: 'mariadb://root',
};

/** The database servers that a proof can start. */
export const databaseServers: readonly DatabaseServerKind[] = [postgres, mariadb].map((server) => ({
  name: server.name,
  available: server.initializer !== undefined && server.program !== undefined && accountOf(server) !== null,
  create: () => create(server),
}));

async function create(server: Server): Promise<DatabaseServer> {
  const port = await freePort();
  const account = accountOf(server) ?? {};
  const { uid, gid } = account;
  const folder = mkdtempSync(join(tmpdir(), 'chat-prove-database-'));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  const data = join(folder, 'data');
  execFileSync(server.initializer!, server.initialize(data), { ...account, cwd: folder, stdio: 'pipe' });

  let child: ChildProcess | undefined;
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of child?.pid === undefined ? [] : [...childrenOf(child.pid), child.pid])
      send(pid, signal);
  };
  const kill = async (): Promise<void> => {
    if (!isRunning()) return;
    const exited = once(child!, 'exit');
    // SIGSTOP prevents the main process from starting new processes in the meantime.
    send(child!.pid!, 'SIGSTOP');
    signalAll('SIGKILL');
    await exited;
  };
  return {
    url: `${server.scheme}@127.0.0.1:${port}/${server.name === 'MariaDB' ? 'members' : 'postgres'}`,
    start: async () => {
      const until = performance.now() + START_MS;
      for (;;) {
        if (!isRunning()) {
          // The server may not start until killed processes have released their shared memory.
          child = spawn(server.program!, server.serve(data, port), {
            ...account,
            cwd: folder,
            stdio: 'ignore',
          });
        }
        if (await acceptsQueries(server, port)) return;
        if (performance.now() > until) throw new Error(`${server.name} did not start within ${START_MS} ms.`);
        await delay(50);
      }
    },
    kill,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function acceptsQueries(server: Server, port: number): Promise<boolean> {
  const dataSource = new DataSource(server.options(port));
  try {
    await dataSource.initialize();
    if (server.name === 'MariaDB') await dataSource.query('CREATE DATABASE IF NOT EXISTS members');
    return true;
  } catch {
    return false;
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

/** Returns the child processes of a process, on systems with /proc. */
function childrenOf(pid: number): number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has already exited.
  }
}

function find(paths: readonly string[], ...names: string[]): string | undefined {
  return names.flatMap((name) => paths.map((path) => join(path, name))).find((file) => existsSync(file));
}

/** Returns the account for the server. Empty if this process does not run as root, `null` if the account is missing. */
function accountOf({ account }: Server): { uid?: number; gid?: number } | null {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${account}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}
