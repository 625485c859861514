import { LoadGenerator } from '../load/load-generator.js';
import { measureLoad, medianPerformance, type Performance, warmUp } from '../load/measure-load.js';
import { ServerProcess } from '../processes/server-process.js';
import type { Context, Section } from '../section.js';
import { idLists } from '../site/id-lists.js';
import { MEMBERS, USERS_PATH } from '../site/site.js';
import { fetchUsers, compareResponses } from './compare-responses.js';
import { PEER_NAMES, PEERS, type PeerName } from './peers.js';
import type { UsersInfoResults } from './results.js';
import { usersInfoSection } from './users-info-section.js';

/** Measures the users info of all peers under the same load, one after another. */
export async function measureUsersInfo({ options, databaseFile, log }: Context): Promise<Section> {
  const { ids: sizes, rounds, seconds } = options;
  const selected = PEER_NAMES.filter((name) => options.peers.has(name));
  const peers = await compareResponses(selected, databaseFile, sizes, log);
  const measured = new Map(sizes.map((size) => [size, new Map<PeerName, Performance[]>()]));
  const generator = LoadGenerator.start();
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const name of peers) {
        log(`users info, round ${round} of ${rounds}: ${name}`);
        const server = await ServerProcess.start(PEERS[name].command, { DATABASE_FILE: databaseFile });
        try {
          await fillCache(server);
          await warmUp(server, generator, pathsOf(10));
          for (const [size, of] of measured) {
            const performance = await measureLoad(server, generator, pathsOf(size), seconds);
            of.set(name, [...(of.get(name) ?? []), performance]);
          }
        } finally {
          await server.stop();
        }
      }
    }
  } finally {
    await generator.stop();
  }
  const results: UsersInfoResults = new Map(
    [...measured].map(([size, of]) => [
      size,
      new Map([...of].map(([name, all]) => [name, medianPerformance(all)])),
    ]),
  );
  return usersInfoSection(results);
}

const pathsOf = (size: number): string[] => idLists(size, MEMBERS).map((list) => USERS_PATH + list.join());

/** Requests all members, which fills the user cache. */
async function fillCache(server: ServerProcess): Promise<void> {
  for (let first = 1; first <= MEMBERS; first += 1_000) {
    await fetchUsers(server, Array.from({ length: 1_000 }, (_, index) => first + index).join());
  }
}
