import { LoadGenerator } from '../load/load-generator.js';
import { measureLoad, medianPerformance, type Performance, warmUp } from '../load/measure-load.js';
import { ServerProcess } from '../processes/server-process.js';
import type { Context, Section } from '../section.js';
import { idLists } from '../site/id-lists.js';
import { MEMBERS, USERS_PATH } from '../site/site.js';
import { askForUsers, compareAnswers } from './compare-answers.js';
import { PEER_NAMES, PEERS, type PeerName } from './peers.js';
import { usersInfoSection } from './users-info-section.js';

/** How each peer does with requests for so many ids, from few to many. */
export type UsersInfoResults = ReadonlyMap<number, ReadonlyMap<PeerName, Performance>>;

/** Puts the users info of all peers under the same load, in turn. */
export async function measureUsersInfo({ options, databaseFile, say }: Context): Promise<Section> {
  const { ids: sizes, rounds, seconds } = options;
  const asked = PEER_NAMES.filter((name) => options.peers.has(name));
  const peers = await compareAnswers(asked, databaseFile, sizes, say);
  const measured = new Map(sizes.map((size) => [size, new Map<PeerName, Performance[]>()]));
  const generator = LoadGenerator.start();
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const name of peers) {
        say(`users info, round ${round} of ${rounds}: ${name}`);
        const server = await ServerProcess.start(PEERS[name].command, { DATABASE_FILE: databaseFile });
        try {
          await askForEverybody(server);
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

/** Fills what remembers users. */
async function askForEverybody(server: ServerProcess): Promise<void> {
  for (let first = 1; first <= MEMBERS; first += 1_000) {
    await askForUsers(server, Array.from({ length: 1_000 }, (_, index) => first + index).join());
  }
}
