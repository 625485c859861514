import { deepStrictEqual } from 'node:assert/strict';
import { ServerProcess, SkippedError } from '../processes/server-process.js';
import { idLists } from '../site/id-lists.js';
import { AUTHORIZATION, MEMBERS, USERS_PATH } from '../site/site.js';
import { PEERS, type PeerName } from './peers.js';

const LISTS_PER_SIZE = 5;

/**
 * Compares the responses of the peers: users in any order, an unknown user, and the status without authorization.
 *
 * @returns The peers that are available on this system.
 * @throws {AssertionError} If the responses differ.
 */
export async function compareResponses(
  peers: readonly PeerName[],
  databaseFile: string,
  sizes: readonly number[],
  log: (text: string) => void,
): Promise<PeerName[]> {
  const lists = sizes.flatMap((size) => idLists(size, MEMBERS).slice(0, LISTS_PER_SIZE).map(String));
  const available: PeerName[] = [];
  let expected: unknown;
  for (const name of peers) {
    const server = await ServerProcess.start(PEERS[name].command, { DATABASE_FILE: databaseFile }).catch(
      (error: unknown) => {
        if (!(error instanceof SkippedError)) throw error;
        log(`skipped ${name}: ${error.message}`);
      },
    );
    if (!server) continue;
    try {
      const responses: unknown[] = [(await requestUsers(server, '1', 'Basic Og==')).status];
      for (const list of ['1,999999', ...lists]) responses.push(await fetchUsers(server, list));
      expected ??= responses;
      deepStrictEqual(responses, expected, `Expected ${name} to respond as ${peers[0]} does.`);
      available.push(name);
    } finally {
      await server.stop();
    }
  }
  return available;
}

/** Returns the users in the response of a server, sorted by id. */
export async function fetchUsers(server: ServerProcess, list: string): Promise<unknown[]> {
  const response = await requestUsers(server, list, AUTHORIZATION);
  const users = (await response.json()) as { user_id: number }[];
  return users.toSorted((one, other) => one.user_id - other.user_id);
}

function requestUsers(server: ServerProcess, list: string, authorization: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}${USERS_PATH}${list}`, { headers: { authorization } });
}
