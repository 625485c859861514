import { randomUUID } from 'node:crypto';
import { isPlainObject, quote } from 'nestjs-chat-integration/internal';
import { type Check, type CheckResult, failed, passed, passedIfNone, warning } from '../../check.js';
import { listValues } from '../../list-values.js';
import { expectRefusals } from './authorization-checks.js';
import { describeResponse, recordsOf, type UserRecord } from './describe-response.js';
import { isUserSummary, optionalEndpointCheck } from './optional-endpoint-check.js';
import type { Site, SiteResponse } from '../site.js';

const section = 'protocol/imbachat.md section 1.3';

/** The rules for the search. */
export const searchChecks: readonly Check<Site>[] = [
  optionalEndpointCheck({
    id: 'search',
    title:
      'Search responds with {"code":200,"version":1,"data":[…]} or a bare array of users, each with name and user_id',
    fix: 'Use one of the two forms, with data even if nothing matches, and send only name and user_id for each user.',
    request: async (site) => search(site, await knownWord(site)),
    check: checkSearch,
  }),
  {
    id: 'search-no-match',
    section,
    title: 'A search without a match returns an empty list',
    fix: 'Send an empty data array, or an empty array. Do not omit it.',
    needs: 'search',
    async run(site) {
      const response = await search(site, randomUUID());
      const found = foundUsers(response);
      if (!found) return warning(`Expected an empty list but got ${describeResponse(response)}.`);
      return found.length === 0 ? passed() : failed(`A search for random text finds ${namesOf(found)}.`);
    },
  },
  {
    id: 'search-wildcards',
    section,
    title: '% and _ are ordinary characters in a search',
    fix: 'Escape %, _ and the escape character in the LIKE pattern. Otherwise a search for % lists all users.',
    needs: 'search',
    run: (site) => expectInNames(site, ['%', '_']),
  },
  {
    id: 'search-email',
    section,
    title: 'A search does not match e-mail addresses',
    fix: 'Search names only. Otherwise a search reveals which user has which address.',
    needs: 'search',
    run: (site) => expectInNames(site, ['@']),
  },
  optionalEndpointCheck({
    id: 'search-authorization',
    title: 'Search requires authorization',
    fix: 'Protect it like users info. Otherwise anyone can list the users.',
    request: (site) => site.requestEndpoint('/search/a', { authorization: null }),
    check: (response) => expectRefusals([response]),
  }),
];

function checkSearch(response: SiteResponse): CheckResult {
  const found = foundUsers(response);
  if (!found) return failed(`Expected a list but got ${describeResponse(response)}.`);
  const fields = new Set(found.flatMap((user) => Object.keys(user)));
  const others = [...fields].filter((field) => field !== 'name' && field !== 'user_id');
  return passedIfNone([
    ...(found.every(isUserSummary) ? [] : ['A name or a user_id is missing or of another type.']),
    ...(others.length === 0 ? [] : [`Unexpected: ${listValues(others)}.`]),
  ]);
}

/** Checks that a search for each character finds only users whose names contain it. */
async function expectInNames(site: Site, characters: readonly string[]): Promise<CheckResult> {
  const problems: string[] = [];
  for (const character of characters) {
    const found = foundUsers(await search(site, character)) ?? [];
    const others = found.filter(({ name }) => !String(name).includes(character));
    if (others.length > 0) problems.push(`A search for ${quote(character)} finds ${namesOf(others)}.`);
  }
  return passedIfNone(problems);
}

function search(site: Site, text: string): Promise<SiteResponse> {
  return site.requestEndpoint(`/search/${encodeURIComponent(text)}`);
}

/** Returns the users in either form of a search response; `undefined` for any other response. */
function foundUsers({ status, json }: SiteResponse): UserRecord[] | undefined {
  const list = isPlainObject(json) && json['code'] === 200 ? json['data'] : json;
  return status === 200 && Array.isArray(list) && list.every(isPlainObject) ? list : undefined;
}

function namesOf(users: readonly UserRecord[]): string {
  return listValues(users.map(({ name }) => name));
}

/** Returns the first word of a known user's name. */
async function knownWord(site: Site): Promise<string> {
  const name = recordsOf((await site.knownUsers()).response)?.[0]?.['name'];
  return (typeof name === 'string' && name.toWellFormed().trim().split(/\s/)[0]) || 'a';
}
