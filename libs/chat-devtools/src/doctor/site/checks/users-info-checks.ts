import { quote } from 'nestjs-chat-integration/internal';
import { toJson } from '../../../diagnosis/json.js';
import { type Check, type CheckResult, failed, passed, passedIfNone, skipped, warning } from '../../check.js';
import { describeResponse, recordsOf } from './describe-response.js';
import type { Site, SiteResponse } from '../site.js';

const section = 'protocol/imbachat.md section 1.2';

/** More than twice the default limit of nestjs-chat-integration. */
const MANY_IDS = 2_001;

/** The rules for users info responses. */
export const usersInfoChecks: readonly Check<Site>[] = [
  {
    id: 'json-array',
    section,
    title: 'Users info is a bare JSON array, even for one user',
    fix: 'Respond with the array only: no envelope, no pagination, no byte order mark, no PHP notices before it.',
    needs: 'authorized',
    async run(site) {
      const responses = [
        (await site.knownUsers()).response,
        await site.requestUsers(site.options.ids.slice(0, 1)),
      ];
      const problems = responses
        .filter((response) => !recordsOf(response))
        .map(
          (response) =>
            `Expected an array of objects but got ${describeResponse(response)}.${
              response.text.startsWith('\ufeff') ? ' It starts with a byte order mark.' : ''
            }`,
        );
      return passedIfNone([...new Set(problems)]);
    },
  },
  {
    id: 'known-users',
    section,
    title: 'Users info contains exactly the users in --ids',
    fix: 'Pass ids of existing users with --ids. Respond with one record for each of them and for no other user.',
    needs: 'json-array',
    async run(site) {
      const requested = site.options.ids.map(String);
      const received = idsOf((await site.knownUsers()).response);
      return passedIfNone([
        ...requested.filter((id) => !received.includes(id)).map((id) => `User ${id} is missing.`),
        ...received
          .filter((id) => !requested.includes(id))
          .map((id) => `User ${quote(id)} was not requested.`),
      ]);
    },
  },
  {
    id: 'content-type',
    section,
    title: 'The content type is JSON in UTF-8',
    fix: 'Send Content-Type: application/json; charset=utf-8.',
    needs: 'json-array',
    run: async (site) => checkContentType((await site.knownUsers()).response.headers.get('content-type')),
  },
  {
    id: 'cache',
    section,
    title: 'Users info is not cached',
    fix: 'Send Cache-Control: private, no-store. Only callers that know the password may read the response.',
    needs: 'json-array',
    run: async (site) => checkCacheControl((await site.knownUsers()).response.headers.get('cache-control')),
  },
  {
    id: 'layouts',
    section,
    title: 'The path, ?user_ids= and ?ids= give the same response',
    fix: 'Serve all three, so that every Users info URL in use works, or make sure that the URL in the dashboard works.',
    needs: 'json-array',
    async run(site) {
      const { layout: served, response: expected } = await site.knownUsers();
      const others = site.options.address.layouts.filter((layout) => layout !== served);
      if (others.length === 0) return skipped('Only a Users info URL was given.');
      const responses: [string, SiteResponse][] = [];
      for (const layout of others) {
        responses.push([layout.name, await site.request(site.usersUrl(layout, site.options.ids))]);
      }
      return checkLayouts(expected, responses);
    },
  },
  {
    id: 'order',
    section,
    title: 'Records are in the order of the request',
    fix: 'Sort the records in the order in which the ids were requested.',
    needs: 'known-users',
    async run(site) {
      const ids = site.options.ids.toReversed();
      if (ids.length < 2) return skipped('It needs at least two --ids.');
      const received = idsOf(await site.requestUsers(ids));
      return received.join() === ids.join()
        ? passed()
        : warning(`Requested ${ids.join(', ')} but got ${quote(received.join(', '))}.`);
    },
  },
  {
    id: 'duplicates',
    section,
    title: 'A repeated id returns one record',
    fix: 'Remove repeated ids before you read the users.',
    needs: 'known-users',
    async run(site) {
      const { ids } = site.options;
      return expectIds(await site.requestUsers([...ids, ...ids]), ids);
    },
  },
  {
    id: 'unknown-user',
    section,
    title: 'An unknown id is omitted',
    fix: 'Omit it. Do not send a null record or one with default permissions, and do not fail the whole request.',
    needs: 'known-users',
    async run(site) {
      const { ids, unknownId } = site.options;
      return expectIds(await site.requestUsers([unknownId, ...ids]), ids);
    },
  },
  {
    id: 'only-unknown-users',
    section,
    title: 'If every id is unknown, the response is []',
    fix: 'Respond with 200 and [], not with 404 or a database error.',
    needs: 'known-users',
    run: async (site) => expectIds(await site.requestUsers([site.options.unknownId]), []),
  },
  {
    id: 'empty-list',
    section,
    title: 'If the list has no ids, the response is []',
    fix: 'Respond with 200 and [] without a database query.',
    needs: 'known-users',
    run: async (site) => expectIds(await site.requestUsers(['', '']), []),
  },
  {
    id: 'empty-items',
    section,
    title: 'Empty items and spaces around an id are ignored',
    fix: 'Split at the separator, trim each item, and ignore empty items.',
    needs: 'known-users',
    async run(site) {
      const { ids } = site.options;
      const response = await site.requestUsers(['', ...ids.map((id) => ` ${id} `), '']);
      return expectIds(response, ids, warning);
    },
  },
  {
    id: 'invalid-ids',
    section,
    title: 'Invalid ids are dropped, never converted into a user',
    fix: 'Accept only ids that match /^[1-9][0-9]{0,8}$/. Conversions (intval, parseInt, the database) turn 1abc, 01, 1.0 and a UUID that starts with 1 into user 1.',
    needs: 'known-users',
    async run(site) {
      const items = invalidIds(site.options.ids[0]!);
      const together = await site.requestUsers(items);
      if (hasNoUsers(together)) return passed();
      const details: string[] = [];
      let isSafe = isClientError(together);
      for (const item of items) {
        const response = await site.requestUsers([item]);
        if (hasNoUsers(response)) continue;
        isSafe &&= isClientError(response);
        details.push(`Requested ${quote(item)} but got ${describeResponse(response)}.`);
      }
      const detail =
        details.join(' ') ||
        `Each one alone is dropped, but all of them together give ${describeResponse(together)}.`;
      // Refusing them is wrong, but safe.
      return (isSafe ? warning : failed)(detail);
    },
  },
  {
    id: 'no-echo',
    section,
    title: 'Invalid ids are not echoed',
    fix: 'Do not include anything from the request in the response, especially not unescaped.',
    needs: 'known-users',
    async run(site) {
      const marker = 'doctor<b>7';
      const { text } = await site.requestUsers([marker]);
      return text.includes(marker)
        ? failed(`The response contains ${quote(marker)} from the request.`)
        : passed();
    },
  },
  {
    id: 'many-ids',
    section,
    title: `${MANY_IDS} ids are accepted, or refused with a 4xx`,
    fix: 'Limit the number of ids in a request, and respond with 400 to more. Read the users with one query.',
    needs: 'known-users',
    async run(site) {
      const ids = Array.from({ length: MANY_IDS }, (_, index) => index + 1);
      const response = await site.requestUsers(ids);
      if (isClientError(response)) return passed(`Refused with ${response.status}.`);
      return recordsOf(response) ? passed('Accepted.') : failed(`Got ${describeResponse(response)}.`);
    },
  },
];

/** Returns texts that lenient conversions turn into the given user, and the invalid id `0`. */
export function invalidIds(id: number): string[] {
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

/** Checks the header `Content-Type` of users info. */
export function checkContentType(header: string | null): CheckResult {
  if (header === null) return warning('There is none.');
  const isJson = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(header);
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(header)?.[1];
  // JSON is always UTF-8 (RFC 8259 section 8.1).
  const isUtf8 = charset === undefined || /^utf-?8$/i.test(charset);
  return isJson && isUtf8 ? passed() : warning(`It is ${quote(header)}.`);
}

/** Checks the header `Cache-Control` of users info (RFC 9111 section 5.2.2). */
export function checkCacheControl(header: string | null): CheckResult {
  const directives = (header ?? '').split(',').map((directive) => directive.trim());
  if (directives.some((directive) => /^no-store$/i.test(directive))) return passed();
  const isCacheable = directives.some((directive) =>
    /^(?:public|(?:s-maxage|max-age)="?0*[1-9]\d*"?)$/i.test(directive),
  );
  const detail = header === null ? 'There is no Cache-Control.' : `Cache-Control is ${quote(header)}.`;
  return (isCacheable ? failed : warning)(detail);
}

/** Compares the responses of other layouts with the expected one; a layout that is not served is only a warning. */
function checkLayouts(
  expected: SiteResponse,
  others: readonly (readonly [name: string, SiteResponse])[],
): CheckResult {
  const wrong = others.filter(([, response]) => toJson(response.json) !== toJson(expected.json));
  const isServed = ({ status, json }: SiteResponse): boolean =>
    status !== 404 && !(Array.isArray(json) && json.length === 0);
  const different = wrong.filter(([, response]) => isServed(response));
  const details = (different.length > 0 ? different : wrong).map(
    ([name, response]) => `${name} responds with ${describeResponse(response)}.`,
  );
  return passedIfNone(details, different.length > 0 ? failed : warning);
}

function expectIds(response: SiteResponse, ids: readonly number[], otherwise = failed): CheckResult {
  const received = recordsOf(response) && idsOf(response);
  const isSame =
    received?.length === ids.length && received.toSorted().join() === ids.map(String).toSorted().join();
  if (isSame) return passed();
  const expected = ids.length === 0 ? '[]' : `${ids.length} records: ${ids.join(', ')}`;
  return otherwise(`Expected ${expected} but got ${describeResponse(response)}.`);
}

function hasNoUsers(response: SiteResponse): boolean {
  return recordsOf(response)?.length === 0;
}

function isClientError({ status }: SiteResponse): boolean {
  return status >= 400 && status < 500;
}

/** Returns the ids of the records as text; another check looks at their type. */
function idsOf(response: SiteResponse): string[] {
  return (recordsOf(response) ?? []).map(({ user_id }) => String(user_id));
}
