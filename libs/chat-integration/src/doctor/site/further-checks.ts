import { randomUUID } from 'node:crypto';
import { isPlainObject } from '../../options/plain-object.js';
import { isUserId } from '../../users/user-id.js';
import { type Check, failed, passed, skipped, unless, type Verdict, warning } from '../check.js';
import { quoted } from '../quoted.js';
import { listed, recordsOf, type SentRecord, told } from './answers.js';
import { refused } from './authorization-checks.js';
import type { Answer, Site } from './site.js';

const section = 'protocol/imbachat.md section 1.3';
const NOT_SERVED = 'It is not served.';
const NO_BASE = 'Only a Users info URL was given.';

/** The further calls, each where the site serves it. */
export const furtherChecks: readonly Check<Site>[] = [
  served('version', 'The version is told without authorization', {
    remedy: 'Answer GET on the base with {"version":1,"type":"…"}, for everybody.',
    ask: (site) => site.ask(below(site, ''), { authorization: null }),
    judge: (answer) =>
      answer.status === 200 && isPlainObject(answer.json) && answer.json['version'] === 1
        ? passed()
        : warning(`Expected 200 with version 1, got ${told(answer)}.`),
  }),
  served(
    'search',
    'Search answers {"code":200,"version":1,"data":[…]} or a bare array, of name and user_id',
    {
      remedy:
        'Answer in one of the two envelopes, with data also where nothing matched, and nothing of a user but name and user_id.',
      ask: async (site) => search(site, firstWord(await knownName(site))),
      judge: judgeSearch,
    },
  ),
  {
    id: 'search-nothing',
    section,
    title: 'A search that matches nobody is answered with an empty list',
    remedy: 'Send an empty data, or an empty array, in place of leaving it out.',
    needs: 'search',
    async run(site) {
      const answer = await search(site, randomUUID());
      const found = foundBy(answer);
      if (found === undefined) return warning(`Expected an empty list, got ${told(answer)}.`);
      return found.length === 0 ? passed() : failed(`It found ${names(found)} for a text of chance.`);
    },
  },
  {
    id: 'search-wildcards',
    section,
    title: '% and _ are ordinary characters in a search',
    remedy: 'Escape %, _ and the escape character in a LIKE pattern: with % everybody can list all users.',
    needs: 'search',
    run: async (site) => holding(site, ['%', '_']),
  },
  {
    id: 'search-email',
    section,
    title: 'A search does not match on e-mail addresses',
    remedy: 'Search names alone: who can search addresses can find out who has which.',
    needs: 'search',
    run: async (site) => holding(site, ['@']),
  },
  served('search-authorization', 'Search asks for authorization', {
    remedy: 'Guard it as users info: everyone could list the users.',
    ask: (site) => site.ask(below(site, '/search/a'), { authorization: null }),
    judge: (answer) => refused([answer]),
  }),
  served('login-check', 'The login check refuses a wrong pair with code 403', {
    remedy:
      'Answer 200 with {"code":403,"error":"…","debug":""}, or the status 401 or 403; name a user only for the right pair.',
    ask: (site) => logIn(site, randomUUID(), randomUUID()),
    judge: (answer) =>
      isLoginRefusal(answer) ? passed() : failed(`Expected a refusal, got ${told(answer)}.`),
  }),
  {
    id: 'login-check-text',
    section,
    title: 'An unknown login and a wrong password are refused with the same text',
    remedy: 'Answer both alike: who can tell them apart can find out who is a member.',
    needs: 'login-check',
    async run(site) {
      const { member } = site.options;
      if (!member) return skipped('That takes a member: give --member-login.');
      const password = randomUUID();
      const [known, unknown] = [
        await logIn(site, member.login, password),
        await logIn(site, randomUUID(), password),
      ];
      const isSame = known.status === unknown.status && known.text === unknown.text;
      return isSame ? passed() : failed(`Got ${told(known)} and ${told(unknown)}, with different texts.`);
    },
  },
  {
    id: 'login-check-member',
    section,
    title: 'The login check names the member of the right pair',
    remedy: 'Answer 200 with {"name":"…","user_id":…}.',
    needs: 'login-check',
    async run(site) {
      const { member } = site.options;
      if (!member?.password) {
        return skipped(
          'That takes a member and their password: give --member-login and IMBACHAT_MEMBER_PASSWORD.',
        );
      }
      const answer = await logIn(site, member.login, member.password);
      const isNamed = answer.status === 200 && isPlainObject(answer.json) && isSummary(answer.json);
      return isNamed ? passed() : failed(`Expected a name and a user_id, got ${told(answer)}.`);
    },
  },
  served('login-check-authorization', 'The login check asks for authorization', {
    remedy: 'Guard it as users info: everyone could try passwords.',
    ask: (site) =>
      site.ask(below(site, '/auth_users'), {
        authorization: null,
        form: { login: randomUUID(), password: randomUUID() },
      }),
    judge: (answer) => refused([answer]),
  }),
  served('friends', 'Friends are answered as users info is, or with code 422', {
    remedy: 'Answer an array of users, or {"code":422,…} where there are no friends.',
    ask: (site) => site.ask(below(site, `/user/friends/${site.options.ids[0]!}`)),
    judge: (answer) => {
      const isWithout = isPlainObject(answer.json) && answer.json['code'] === 422;
      const records = recordsOf(answer);
      return isWithout || records?.every(isSummary)
        ? passed()
        : failed(`Expected an array of users, got ${told(answer)}.`);
    },
  }),
  served('friends-authorization', 'Friends ask for authorization', {
    remedy: 'Guard them as users info.',
    ask: (site) => site.ask(below(site, `/user/friends/${site.options.ids[0]!}`), { authorization: null }),
    judge: (answer) => refused([answer]),
  }),
  {
    id: 'credentials-endpoint',
    section,
    title: 'Credentials are not given away at getauthdata',
    remedy:
      'Take the endpoint away, and change every secret: the WordPress plugin answers it to everyone. Look for sync, notifications and setguestimbachat too, which the doctor does not call, since that does harm.',
    needs: 'reachable',
    async run(site) {
      if (site.options.address.base === null) return skipped(NO_BASE);
      const answer = await site.ask(below(site, '/getauthdata'), { authorization: null });
      return answer.status >= 400
        ? passed(`It is answered ${answer.status}.`)
        : failed(`Expected 404, got ${told(answer)}.`);
    },
  },
  {
    id: 'guest-token',
    section: 'protocol/imbachat.md section 2',
    title: 'A guest gets no token',
    remedy: 'Answer 401 without a session of the site: a token signs somebody in.',
    needs: 'reachable',
    async run(site) {
      const { tokenUrl } = site.options;
      if (tokenUrl === null) return skipped('Give the URL of the token with --token-url.');
      const answer = await site.ask(tokenUrl, { authorization: null });
      if (answer.status === 404) return skipped(NOT_SERVED);
      return answer.status === 200 && /[\w-]+\.[\w-]+\.[\w-]*/.test(answer.text)
        ? failed('It answers 200 with a token.')
        : passed(`It is answered ${answer.status}.`);
    },
  },
];

/** What every answer of the examination must keep to; looked at last. */
export const everyAnswerChecks: readonly Check<Site>[] = [
  {
    id: 'no-internals',
    section: 'protocol/imbachat.md section 1.1',
    title: 'No answer shows an error of the program, a stack or the credentials',
    remedy: 'Switch the display of errors off (display_errors in PHP) and write them to the log.',
    needs: 'reachable',
    run: ({ answers, options }) => judgeInternals(answers, [options.password]),
  },
];

const INTERNALS =
  /<b>(?:Warning|Notice|Deprecated|Fatal error|Parse error)<\/b>|(?:Warning|Notice|Fatal error|Parse error): .+ in .+ on line \d|Stack trace:|SQLSTATE\[|Traceback \(most recent call last\)|(?:\n|\\n)\s+at .+:\d+:\d+/;

/** Judges whether an answer shows what belongs into a log. */
export function judgeInternals(answers: readonly Answer[], secrets: readonly string[]): Verdict {
  const showing = answers.filter(
    ({ text }) =>
      INTERNALS.test(text) || secrets.some((secret) => secret.length > 3 && text.includes(secret)),
  );
  const [first] = showing;
  return first === undefined
    ? passed()
    : failed(`${showing.length} of ${answers.length} do, the first at ${quoted(pathOf(first))}.`);
}

/** A check of something that may be missing: 404, or no base to look below. */
function served(
  id: string,
  title: string,
  {
    remedy,
    ask,
    judge,
  }: { remedy: string; ask(site: Site): Promise<Answer>; judge(answer: Answer): Verdict },
): Check<Site> {
  return {
    id,
    section,
    title,
    remedy,
    needs: 'known-users',
    async run(site) {
      if (site.options.address.base === null) return skipped(NO_BASE);
      const answer = await ask(site);
      return answer.status === 404 ? skipped(NOT_SERVED) : judge(answer);
    },
  };
}

function judgeSearch(answer: Answer): Verdict {
  const found = foundBy(answer);
  if (found === undefined) return failed(`Expected a list, got ${told(answer)}.`);
  const others = found.flatMap((user) =>
    Object.keys(user).filter((field) => field !== 'name' && field !== 'user_id'),
  );
  return unless(
    [
      ...(found.every(isSummary) ? [] : ['A name or a user_id is missing or of another type.']),
      ...(others.length === 0 ? [] : [`There is also ${listed([...new Set(others)])}.`]),
    ],
    failed,
  );
}

/** A check that whoever a search for some characters finds has them in their name. */
async function holding(site: Site, characters: readonly string[]): Promise<Verdict> {
  const problems: string[] = [];
  for (const character of characters) {
    const found = foundBy(await search(site, character)) ?? [];
    const others = found.filter(({ name }) => !String(name).includes(character));
    if (others.length > 0) problems.push(`A search for ${quoted(character)} finds ${names(others)}.`);
  }
  return unless(problems, failed);
}

/** The users of a search, in either envelope; `undefined` where it is neither. */
function foundBy({ status, json }: Answer): SentRecord[] | undefined {
  const list = isPlainObject(json) && json['code'] === 200 ? json['data'] : json;
  return status === 200 && Array.isArray(list) && list.every(isPlainObject) ? list : undefined;
}

function isSummary({ name, user_id }: SentRecord): boolean {
  return typeof name === 'string' && isUserId(user_id);
}

function isLoginRefusal({ status, json }: Answer): boolean {
  const isNamed = isPlainObject(json) && ('user_id' in json || 'name' in json);
  return !isNamed && (status === 401 || status === 403 || (isPlainObject(json) && json['code'] === 403));
}

function names(found: readonly SentRecord[]): string {
  return listed(found.map(({ name }) => name));
}

function search(site: Site, text: string): Promise<Answer> {
  return site.ask(below(site, `/search/${encodeURIComponent(text)}`));
}

function logIn(site: Site, login: string, password: string): Promise<Answer> {
  return site.ask(below(site, '/auth_users'), { form: { login, password } });
}

async function knownName(site: Site): Promise<string> {
  const name = recordsOf((await site.usersInfo()).answer)?.[0]?.['name'];
  return typeof name === 'string' ? name : '';
}

function firstWord(name: string): string {
  return name.toWellFormed().trim().split(/\s/)[0] || 'a';
}

function below({ options }: Site, path: string): string {
  return `${options.address.base ?? ''}${path}`;
}

function pathOf({ url }: Answer): string {
  return new URL(url).pathname;
}
