import { deepStrictEqual } from 'node:assert/strict';
import { LoadGenerator } from './load/load-generator.js';
import type { Options } from './options.js';
import { SERVER_NAMES, ServerProcess, SkippedError, type ServerName } from './processes/server-process.js';
import { idLists } from './site/id-lists.js';
import { AUTHORIZATION, MEMBERS, USERS_PATH } from './site/site.js';

const CONNECTIONS = 16;
const WARM_UP_SECONDS = 1;

/** How a server did with requests for so many ids, in one round. */
export interface Measurement {
  readonly server: ServerName;
  readonly ids: number;
  readonly requestsPerSecond: number;
  /** CPU time of the server for each request, in microseconds. */
  readonly cpuMicros: number;
  readonly p99Ms: number;
  readonly rssBytes: number;
  /** The part of one core that the load generator used; near 1, it is what was measured. */
  readonly generatorLoad: number;
}

/** Measures the users info of all servers, in turn. */
export async function measureUsersInfo(
  options: Options,
  databaseFile: string,
  say: (text: string) => void,
): Promise<Measurement[]> {
  const servers = SERVER_NAMES.filter((name) => options.only.has(name));
  const skipped = await compareAnswers(servers, databaseFile, options.ids, say);
  const generator = LoadGenerator.start();
  const measurements: Measurement[] = [];
  try {
    for (let round = 1; round <= options.rounds; round++) {
      for (const name of servers.filter((server) => !skipped.has(server))) {
        say(`round ${round}: ${name}`);
        const server = await ServerProcess.start(name, databaseFile);
        try {
          await askForEverybody(server);
          for (const ids of options.ids) {
            measurements.push(await measure(name, server, generator, ids, options.seconds));
          }
        } finally {
          await server.stop();
        }
      }
    }
  } finally {
    await generator.stop();
  }
  return measurements;
}

async function measure(
  name: ServerName,
  server: ServerProcess,
  generator: LoadGenerator,
  ids: number,
  seconds: number,
): Promise<Measurement> {
  const load = { port: server.port, paths: pathsOf(ids), connections: CONNECTIONS };
  await generator.put({ ...load, seconds: WARM_UP_SECONDS });
  const before = await server.usage();
  const result = await generator.put({ ...load, seconds });
  const after = await server.usage();
  return {
    server: name,
    ids,
    requestsPerSecond: result.requests / result.seconds,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / result.requests,
    p99Ms: result.p99Ms,
    rssBytes: after.rssBytes,
    generatorLoad: result.cpuMicros / 1e6 / result.seconds,
  };
}

const pathsOf = (ids: number): string[] => idLists(ids, MEMBERS).map((list) => USERS_PATH + list.join());

/** Fills what remembers users. */
async function askForEverybody(server: ServerProcess): Promise<void> {
  for (let first = 1; first <= MEMBERS; first += 1_000) {
    await ask(server, Array.from({ length: 1_000 }, (_, index) => first + index).join());
  }
}

/**
 * Compares what the servers answer: users, in any order, one who is not there, and the status without authorization.
 *
 * @returns the servers that are not on this system.
 * @throws {AssertionError} when a server answers differently.
 */
async function compareAnswers(
  servers: readonly ServerName[],
  databaseFile: string,
  sizes: readonly number[],
  say: (text: string) => void,
): Promise<Set<ServerName>> {
  const lists = ['1,999999', ...sizes.flatMap((size) => idLists(size, MEMBERS).slice(0, 5).map(String))];
  const skipped = new Set<ServerName>();
  let expected: unknown;
  for (const name of servers) {
    try {
      const server = await ServerProcess.start(name, databaseFile);
      try {
        const answers: unknown[] = [(await fetchUsers(server, '1', 'Basic Og==')).status];
        for (const list of lists) answers.push(await ask(server, list));
        expected ??= answers;
        deepStrictEqual(answers, expected, `${name} does not answer as ${servers[0]} does.`);
      } finally {
        await server.stop();
      }
    } catch (error) {
      if (!(error instanceof SkippedError)) throw error;
      say(`skipped ${name}: ${error.message}`);
      skipped.add(name);
    }
  }
  return skipped;
}

async function ask(server: ServerProcess, list: string): Promise<unknown[]> {
  const response = await fetchUsers(server, list, AUTHORIZATION);
  const users = (await response.json()) as { user_id: number }[];
  return users.toSorted((one, other) => one.user_id - other.user_id);
}

function fetchUsers(server: ServerProcess, list: string, authorization: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}${USERS_PATH}${list}`, { headers: { authorization } });
}
