import { type Check, failed, passed, skipped, unless, type Verdict, warning } from '../check.js';
import { quoted } from '../quoted.js';
import { recordsOf, told } from './answers.js';
import type { Answer, Site } from './site.js';

const section = 'protocol/imbachat.md section 1.2';

/** A thousand is the cap of this library; no site needs to answer so many at once. */
const TOO_MANY = 2_001;

/** What users info answers. */
export const usersInfoChecks: readonly Check<Site>[] = [
  {
    id: 'json-array',
    section,
    title: 'Users info is a bare JSON array, also for one user',
    remedy:
      'Answer with the array alone: no envelope, no page, no byte order mark, no notice of PHP before it, and an array for one user too.',
    needs: 'authorized',
    async run(site) {
      const answers = [(await site.usersInfo()).answer, await site.users(site.options.ids.slice(0, 1))];
      const problems = answers.flatMap((answer) => {
        if (recordsOf(answer)) return [];
        const isMarked = answer.text.startsWith('\ufeff');
        return [
          `Expected an array of objects, got ${told(answer)}.${isMarked ? ' It begins with a byte order mark.' : ''}`,
        ];
      });
      return unless([...new Set(problems)], failed);
    },
  },
  {
    id: 'known-users',
    section,
    title: 'The users of --ids are answered, and no others',
    remedy:
      'Give ids of users that the site has with --ids; answer one record for each of them and for nobody else.',
    needs: 'json-array',
    async run(site) {
      const { ids } = site.options;
      const { answer } = await site.usersInfo();
      const sent = idsOf(answer);
      const asked = ids.map(String);
      const problems = [
        ...asked.filter((id) => !sent.includes(id)).map((id) => `User ${id} is missing.`),
        ...sent.filter((id) => !asked.includes(id)).map((id) => `User ${quoted(id)} was not asked for.`),
      ];
      return unless(problems, failed);
    },
  },
  {
    id: 'content-type',
    section,
    title: 'The content type is JSON in UTF-8',
    remedy: 'Send Content-Type: application/json; charset=utf-8.',
    needs: 'json-array',
    run: async (site) => judgeContentType((await site.usersInfo()).answer.headers.get('content-type')),
  },
  {
    id: 'cache',
    section,
    title: 'No cache keeps the users',
    remedy: 'Send Cache-Control: private, no-store: the answer is for whoever knows the password.',
    needs: 'json-array',
    run: async (site) => judgeCacheControl((await site.usersInfo()).answer.headers.get('cache-control')),
  },
  {
    id: 'layouts',
    section,
    title: 'Path, ?user_ids= and ?ids= answer alike',
    remedy:
      'Serve all three, so that each Users info URL in use works; or be sure that the dashboard has one that does.',
    needs: 'json-array',
    async run(site) {
      const { layout: chosen, answer: expected } = await site.usersInfo();
      const others = site.options.address.layouts.filter((layout) => layout !== chosen);
      if (others.length === 0) return skipped('Only a Users info URL was given.');
      const answers: [string, Answer][] = [];
      for (const layout of others) {
        answers.push([layout.name, await site.ask(site.usersUrl(layout, site.options.ids))]);
      }
      return judgeLayouts(expected, answers);
    },
  },
  {
    id: 'order',
    section,
    title: 'Records come in the order of the request',
    remedy: 'Put the records into the order in which the ids were asked.',
    needs: 'known-users',
    async run(site) {
      const ids = site.options.ids.toReversed();
      if (ids.length < 2) return skipped('That takes two ids.');
      const sent = idsOf(await site.users(ids));
      return sent.join() === ids.join()
        ? passed()
        : warning(`Asked for ${ids.join(', ')}, got ${quoted(sent.join(', '))}.`);
    },
  },
  {
    id: 'duplicates',
    section,
    title: 'An id that stands twice is answered once',
    remedy: 'Take repeated ids out before users are read.',
    needs: 'known-users',
    async run(site) {
      const { ids } = site.options;
      return expectIds(await site.users([...ids, ...ids]), ids);
    },
  },
  {
    id: 'unknown-user',
    section,
    title: 'An unknown id is left out',
    remedy: 'Leave it out: neither a null record nor one of default permissions, nor an error for all.',
    needs: 'known-users',
    async run(site) {
      const { ids, unknownId } = site.options;
      return expectIds(await site.users([unknownId, ...ids]), ids);
    },
  },
  {
    id: 'only-unknown-users',
    section,
    title: 'Where every id is unknown the answer is []',
    remedy: 'Answer 200 with [], neither 404 nor an error of the database.',
    needs: 'known-users',
    run: async (site) => expectIds(await site.users([site.options.unknownId]), []),
  },
  {
    id: 'empty-list',
    section,
    title: 'A list without an id is answered with []',
    remedy: 'Answer 200 with [] and ask the database nothing.',
    needs: 'known-users',
    run: async (site) => expectIds(await site.users(['', '']), []),
  },
  {
    id: 'blank-items',
    section,
    title: 'Empty items and blanks around an id are ignored',
    remedy: 'Split at the separator, trim each item, and ignore those that are empty.',
    needs: 'known-users',
    async run(site) {
      const { ids } = site.options;
      const answer = await site.users(['', ...ids.map((id) => ` ${id} `), '']);
      return expectIds(answer, ids, warning);
    },
  },
  {
    id: 'nothing-cast',
    section,
    title: 'What is no id is dropped, never cast onto a user',
    remedy:
      'Take as an id only what /^[1-9][0-9]{0,8}$/ takes. Casts (intval, parseInt, the database) make user 1 of 1abc, 01, 1.0 and a UUID that begins with 1.',
    needs: 'known-users',
    async run(site) {
      const items = castable(site.options.ids[0]!);
      const together = await site.users(items);
      if (isNobody(together)) return passed();
      const answers: [string, Answer][] = [];
      for (const item of items) answers.push([item, await site.users([item])]);
      return judgeCasts(answers, together);
    },
  },
  {
    id: 'nothing-echoed',
    section,
    title: 'What is no id is not echoed',
    remedy: 'Put nothing of the request into the answer, least of all unescaped.',
    needs: 'known-users',
    async run(site) {
      const marker = 'doctor<b>7';
      const { text } = await site.users([marker]);
      return text.includes(marker) || text.includes(JSON.stringify(marker).slice(1, -1))
        ? failed(`The answer holds ${quoted(marker)}, which was asked for.`)
        : passed();
    },
  },
  {
    id: 'many-ids',
    section,
    title: `${TOO_MANY} ids are answered, or refused with a 4xx`,
    remedy: 'Cap the ids of one request and answer 400 past it; read those up to it with one query.',
    needs: 'known-users',
    async run(site) {
      const answer = await site.users(Array.from({ length: TOO_MANY }, (_, index) => index + 1));
      const isRefused = answer.status >= 400 && answer.status < 500;
      if (isRefused) return passed(`Refused with ${answer.status}.`);
      return recordsOf(answer) ? passed('Answered.') : failed(`Got ${told(answer)}.`);
    },
  },
];

/** Texts that one cast or another makes the given user of, and one that no cast should make anybody of. */
export function castable(id: number): string[] {
  const arabic = String(id).replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
  return [
    `${id}abc`,
    `0${id}`,
    `${id}.0`,
    `${id}.9`,
    `+${id}`,
    `-${id}`,
    `${id}e0`,
    `0x${id.toString(16)}`,
    `${id}e0-4c6f-4b1a-9d2e-000000000000`,
    arabic,
    '0',
  ];
}

/** Judges what came for texts that are no ids, one by one and together: a refusal is not as it should be, but safe. */
export function judgeCasts(answers: readonly (readonly [item: string, Answer])[], together: Answer): Verdict {
  const others = answers.filter(([, answer]) => !isNobody(answer));
  const isUnsafe = [together, ...others.map(([, answer]) => answer)].some(
    ({ status }) => status < 400 || status > 499,
  );
  const details = others.map(([item, answer]) => `Asked for ${quoted(item)}, got ${told(answer)}.`);
  const detail = details.join(' ') || `Alone each is dropped, but together they get ${told(together)}.`;
  return (isUnsafe ? failed : warning)(detail);
}

/** Judges the header `Content-Type` of users info. */
export function judgeContentType(header: string | null): Verdict {
  if (header === null) return warning('There is none.');
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(header))
    return warning(`It is ${quoted(header)}.`);
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(header)?.[1];
  // JSON has no charset but UTF-8 (RFC 8259 section 8.1).
  return charset === undefined || /^utf-?8$/i.test(charset) ? passed() : warning(`It is ${quoted(header)}.`);
}

/** Judges the header `Cache-Control` of users info (RFC 9111 section 5.2.2). */
export function judgeCacheControl(header: string | null): Verdict {
  const directives = (header ?? '').split(',').map((directive) => directive.trim());
  if (directives.some((directive) => /^no-store$/i.test(directive))) return passed();
  const mayBeKept = directives.some((directive) =>
    /^(?:public|(?:s-maxage|max-age)="?0*[1-9]\d*"?)$/i.test(directive),
  );
  const detail = header === null ? 'There is no Cache-Control.' : `Cache-Control is ${quoted(header)}.`;
  return mayBeKept ? failed(detail) : warning(detail);
}

/** Judges the answers of the other layouts beside that of the one that was chosen. */
export function judgeLayouts(expected: Answer, others: readonly (readonly [string, Answer])[]): Verdict {
  const different: string[] = [];
  const missing: string[] = [];
  for (const [name, answer] of others) {
    if (JSON.stringify(answer.json) === JSON.stringify(expected.json)) continue;
    const isServed = answer.status !== 404 && (recordsOf(answer)?.length ?? 1) > 0;
    (isServed ? different : missing).push(`${name} answers ${told(answer)}.`);
  }
  return different.length > 0 ? failed(different.join(' ')) : unless(missing, warning);
}

function expectIds(answer: Answer, ids: readonly number[], otherwise = failed): Verdict {
  const sent = recordsOf(answer) && idsOf(answer);
  const isSame = sent?.length === ids.length && sent.toSorted().join() === ids.map(String).toSorted().join();
  if (isSame) return passed();
  const expected = ids.length === 0 ? '[]' : `${ids.length} records: ${ids.join(', ')}`;
  return otherwise(`Expected ${expected}, got ${told(answer)}.`);
}

function isNobody(answer: Answer): boolean {
  return recordsOf(answer)?.length === 0;
}

/** The ids of the records, as text: whether they are numbers is told by a check of its own. */
function idsOf(answer: Answer): string[] {
  return (recordsOf(answer) ?? []).map(({ user_id }) => String(user_id));
}
