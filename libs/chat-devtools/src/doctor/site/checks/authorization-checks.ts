import { isPlainObject, quote } from 'nestjs-chat-integration/internal';
import { basicAuthorization } from 'nestjs-chat-integration/protocol';
import { type Check, type CheckResult, failed, passed, passedIfNone, skipped, warning } from '../../check.js';
import { describeResponse } from './describe-response.js';
import type { Site, SiteOptions, SiteResponse } from '../site.js';

const section = 'protocol/imbachat.md section 1.1';
const PARSE_STRICTLY =
  'Parse the header exactly as RFC 7617 defines it, and respond with 401 to everything else.';

/** The rules for authorization. Each wrong guess is made once, because sites limit failures. */
export const authorizationChecks: readonly Check<Site>[] = [
  {
    id: 'authorized',
    section,
    title: 'The API login and the API password are accepted',
    fix: 'Use the same login and password on the site and in the dashboard, and make sure that the Authorization header reaches the application. A password can contain colons and every Unicode character: split at the first colon, and decode UTF-8.',
    needs: 'no-redirect',
    async run(site) {
      const { response, layout } = await site.knownUsers();
      if (response.status === 200) return passed(`Requested as ${layout.name}.`);
      const { password } = site.options;
      const notes = [
        ...(response.status === 404 ? ['Nothing is served there: check the URL, including any prefix.'] : []),
        ...(password.includes(':') ? ['The password contains a colon.'] : []),
        ...(/[^ -~]/.test(password) ? ['The password contains non-ASCII characters.'] : []),
        ...(response.status === 401 && !hasBasicChallenge(response)
          ? ['There is no HTTP Basic challenge: something in front of users info may have responded.']
          : []),
      ];
      return failed([`Expected 200 but got ${describeResponse(response)}.`, ...notes].join(' '));
    },
  },
  {
    id: 'no-credentials',
    section,
    title: 'A request without credentials receives 401',
    fix: 'Protect users info with HTTP Basic. Otherwise anyone can read the users.',
    needs: 'no-redirect',
    run: async (site) => expectRefusals([await requestAnonymously(site)]),
  },
  {
    id: 'challenge',
    section,
    title: 'A 401 has the header WWW-Authenticate: Basic realm="…"',
    fix: 'Send WWW-Authenticate: Basic realm="Backend" with every 401 (RFC 7235 section 3.1).',
    needs: 'no-credentials',
    async run(site) {
      const response = await requestAnonymously(site);
      if (hasBasicChallenge(response)) return passed();
      const challenge = response.headers.get('www-authenticate');
      return failed(challenge === null ? 'There is none.' : `It is ${quote(challenge)}.`);
    },
  },
  {
    id: 'refusal-body',
    section,
    title: "The body of a 401 is the vendor's JSON envelope and reveals nothing else",
    fix: 'Respond with {"code":401,"version":1,"error":"Authenticate required!","debug":""}, and log the reason instead.',
    needs: 'no-credentials',
    async run(site) {
      const { json } = await requestAnonymously(site);
      if (!isPlainObject(json)) return warning('The body is not a JSON object.');
      const { code, version, error, debug, ...others } = json;
      return passedIfNone(
        [
          ...(code === 401 ? [] : ['code is not 401.']),
          ...(version === 1 ? [] : ['version is not 1.']),
          ...(typeof error === 'string' ? [] : ['error is not a string.']),
          ...(debug === '' ? [] : ['debug is not empty.']),
          ...(Object.keys(others).length === 0 ? [] : ['There are other members.']),
        ],
        warning,
      );
    },
  },
  refusalCheck({
    id: 'wrong-password',
    title: 'A wrong password is refused',
    fix: 'Compare the whole password, in constant time.',
    headers: ({ login }) => [basicAuthorization(login, 'not-the-password')],
  }),
  refusalCheck({
    id: 'wrong-login',
    title: 'A wrong login is refused',
    fix: 'Compare the whole login too, case-insensitively.',
    headers: ({ login, password }) => [basicAuthorization(`${login}-unknown`, password)],
  }),
  refusalCheck({
    id: 'appended-password',
    title: 'A password followed by a colon and more text is refused',
    fix: 'Split at the first colon only. Code that also splits at the next one, such as passport-http 0.3.0, accepts password:anything.',
    headers: ({ login, password }) => [basicAuthorization(login, `${password}:x`)],
  }),
  refusalCheck({
    id: 'password-case',
    title: 'The password in a different case is refused',
    fix: 'Compare the password byte by byte.',
    headers: ({ login, password }) => inOtherCase(password).map((other) => basicAuthorization(login, other)),
    skippedIfNone: 'The password has no letters.',
  }),
  refusalCheck({
    id: 'loose-comparison',
    title: 'A numeric password in another notation is refused',
    fix: 'Compare strings (=== or hash_equals in PHP): with ==, the passwords 1000 and 1e3 are equal.',
    headers: ({ login, password }) =>
      /^\d+(?:\.\d+)?$/.test(password) ? [basicAuthorization(login, `${password}e0`)] : [],
    skippedIfNone: 'The password is not a number.',
  }),
  refusalCheck({
    id: 'empty-credentials',
    title: 'An empty login with an empty password is refused',
    fix: PARSE_STRICTLY,
    headers: () => [basicAuthorization('', '')],
  }),
  refusalCheck({
    id: 'appended-bytes',
    title: 'A password followed by a control character or an invalid UTF-8 byte is refused',
    fix: 'Refuse credentials that are not UTF-8 or contain a control character. Do not truncate them.',
    headers: ({ login, password }) =>
      [0x00, 0xff].map((byte) => {
        const bytes = Buffer.concat([Buffer.from(`${login}:${password}`), Buffer.of(byte)]);
        return `Basic ${bytes.toString('base64')}`;
      }),
  }),
  refusalCheck({
    id: 'other-scheme',
    title: 'The correct credentials under another scheme are refused',
    fix: 'Accept only the scheme Basic, case-insensitively, not XBasicY or Bearer.',
    headers: ({ login, password }) =>
      ['XBasicY', 'Bearer'].map((scheme) => basicAuthorization(login, password).replace('Basic', scheme)),
  }),
  refusalCheck({
    id: 'malformed-credentials',
    title: 'Credentials that are not base64, or have no colon, are refused',
    fix: PARSE_STRICTLY,
    headers: ({ login }) => ['Basic', 'Basic ????', `Basic ${Buffer.from(login).toString('base64')}`],
  }),
  {
    id: 'login-case',
    section,
    title: 'The login in a different case is accepted',
    fix: 'Convert both the received and the configured login to lower case before you compare them.',
    needs: 'authorized',
    async run(site) {
      const { login, password } = site.options;
      const [other] = inOtherCase(login);
      if (other === undefined) return skipped('The login has no letters.');
      return expectAcceptance(site, basicAuthorization(other, password));
    },
  },
  {
    id: 'scheme-case',
    section,
    title: 'The scheme is case-insensitive',
    fix: 'Compare the scheme case-insensitively (RFC 7235 section 2.1).',
    needs: 'authorized',
    run: (site) => expectAcceptance(site, site.authorization.replace('Basic', 'bAsIc')),
  },
];

/** Creates a check that each of some headers is refused. */
function refusalCheck({
  id,
  title,
  fix,
  headers,
  skippedIfNone = '',
}: Pick<Check<Site>, 'id' | 'title' | 'fix'> & {
  headers(options: SiteOptions): readonly string[];
  skippedIfNone?: string;
}): Check<Site> {
  return {
    id,
    section,
    title,
    fix,
    needs: 'authorized',
    async run(site) {
      const responses: SiteResponse[] = [];
      for (const authorization of headers(site.options)) {
        responses.push(await site.requestUsers(site.options.ids, { authorization }));
      }
      return responses.length === 0 ? skipped(skippedIfNone) : expectRefusals(responses);
    },
  };
}

/** Checks that requests without valid credentials received 401. */
export function expectRefusals(responses: readonly SiteResponse[]): CheckResult {
  const accepted = responses.filter(({ status }) => status !== 401);
  return passedIfNone(accepted.map((response) => `Expected 401 but got ${describeResponse(response)}.`));
}

async function expectAcceptance(site: Site, authorization: string): Promise<CheckResult> {
  const response = await site.requestUsers(site.options.ids, { authorization });
  return response.status === 200 ? passed() : warning(`Expected 200 but got ${describeResponse(response)}.`);
}

function requestAnonymously(site: Site): Promise<SiteResponse> {
  return site.requestUsers(site.options.ids, { authorization: null });
}

/** Returns whether a response has an HTTP Basic challenge with a realm (RFC 7617 section 2). */
export function hasBasicChallenge({ headers }: Pick<SiteResponse, 'headers'>): boolean {
  return /(?:^|,)\s*basic\s[^,]*?\brealm=/i.test(headers.get('www-authenticate') ?? '');
}

/** Returns the text in another case, if it has letters. */
function inOtherCase(text: string): string[] {
  return [text.toUpperCase(), text.toLowerCase()].filter((other) => other !== text).slice(0, 1);
}
