import { deepStrictEqual } from 'node:assert/strict';
import { ServerProcess, SkippedError } from '../processes/server-process.js';
import { idLists } from '../site/id-lists.js';
import { AUTHORIZATION, MEMBERS, USERS_PATH } from '../site/site.js';
import { PEERS, type PeerName } from './peers.js';

const LISTS_OF_A_SIZE = 5;

/**
 * Compares what the peers answer: users, in any order, one who is not there, and the status without authorization.
 *
 * @returns the peers that there are on this system.
 * @throws {AssertionError} when one answers differently.
 */
export async function compareAnswers(
  peers: readonly PeerName[],
  databaseFile: string,
  sizes: readonly number[],
  say: (text: string) => void,
): Promise<PeerName[]> {
  const lists = sizes.flatMap((size) => idLists(size, MEMBERS).slice(0, LISTS_OF_A_SIZE).map(String));
  const present: PeerName[] = [];
  let expected: unknown;
  for (const name of peers) {
    const server = await ServerProcess.start(PEERS[name].command, { DATABASE_FILE: databaseFile }).catch(
      (error: unknown) => {
        if (!(error instanceof SkippedError)) throw error;
        say(`skipped ${name}: ${error.message}`);
      },
    );
    if (!server) continue;
    try {
      const answers: unknown[] = [(await fetchUsers(server, '1', 'Basic Og==')).status];
      for (const list of ['1,999999', ...lists]) answers.push(await askForUsers(server, list));
      expected ??= answers;
      deepStrictEqual(answers, expected, `Expected ${name} to answer as ${peers[0]} does.`);
      present.push(name);
    } finally {
      await server.stop();
    }
  }
  return present;
}

/** The users that a server answers with, by id. */
export async function askForUsers(server: ServerProcess, list: string): Promise<unknown[]> {
  const response = await fetchUsers(server, list, AUTHORIZATION);
  const users = (await response.json()) as { user_id: number }[];
  return users.toSorted((one, other) => one.user_id - other.user_id);
}

function fetchUsers(server: ServerProcess, list: string, authorization: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}${USERS_PATH}${list}`, { headers: { authorization } });
}
