import { type Check, failed, passed, skipped, unless, type Verdict, warning } from '../check.js';
import { isPlainObject } from '../../options/plain-object.js';
import { quoted } from '../quoted.js';
import { told } from './answers.js';
import { type Answer, basicOf, type Site } from './site.js';

const section = 'protocol/imbachat.md section 1.1';
const STRICT = 'Read the header by RFC 7617 to the letter, and answer 401 to everything else.';

/** Who is let in. Each wrong guess is made once: sites limit who fails too often. */
export const authorizationChecks: readonly Check<Site>[] = [
  {
    id: 'authorized',
    section,
    title: 'The API login and the API password are accepted',
    remedy:
      'Make them the same on the site and in the dashboard, and see that the header Authorization gets through to the application. A password may hold a colon and any letter of Unicode: split at the first colon, read UTF-8.',
    needs: 'no-redirect',
    async run(site) {
      const { answer, layout } = await site.usersInfo();
      if (answer.status === 200) return passed(`Asked by ${layout.name}.`);
      const { password } = site.options;
      const notes = [
        answer.status === 404 ? 'Nothing is served there: check the URL, a prefix belongs into it.' : '',
        password.includes(':') ? 'The password holds a colon.' : '',
        /[^ -~]/.test(password) ? 'The password holds more than ASCII.' : '',
        answer.status === 401 && !isBasicChallenge(answer)
          ? 'There is no challenge of HTTP Basic: something else may stand before users info.'
          : '',
      ];
      return failed([`Expected 200, got ${told(answer)}.`, ...notes.filter(Boolean)].join(' '));
    },
  },
  {
    id: 'no-credentials',
    section,
    title: 'Without credentials the answer is 401',
    remedy: 'Guard users info with HTTP Basic: everyone could read the users.',
    needs: 'no-redirect',
    run: async (site) => refused([await stranger(site)]),
  },
  {
    id: 'challenge',
    section,
    title: 'A 401 carries the challenge WWW-Authenticate: Basic realm="…"',
    remedy: 'Send WWW-Authenticate: Basic realm="Backend" with every 401 (RFC 7235 section 3.1).',
    needs: 'no-credentials',
    async run(site) {
      const answer = await stranger(site);
      if (isBasicChallenge(answer)) return passed();
      const challenge = answer.headers.get('www-authenticate');
      return failed(challenge === null ? 'There is none.' : `It is ${quoted(challenge)}.`);
    },
  },
  {
    id: 'refusal-body',
    section,
    title: "A 401 has the vendor's envelope of JSON as its body, and tells nothing else",
    remedy:
      'Answer {"code":401,"version":1,"error":"Authenticate required!","debug":""}: the reason belongs into the log.',
    needs: 'no-credentials',
    async run(site) {
      const { json } = await stranger(site);
      if (!isPlainObject(json)) return warning('The body is no object of JSON.');
      const { code, version, error, debug, ...others } = json;
      return unless(
        [
          ...(code === 401 ? [] : ['code is not 401.']),
          ...(version === 1 ? [] : ['version is not 1.']),
          ...(typeof error === 'string' ? [] : ['error is no text.']),
          ...(debug === '' ? [] : ['debug is not empty.']),
          ...(Object.keys(others).length === 0 ? [] : ['There are other members.']),
        ],
        warning,
      );
    },
  },
  guess(
    'wrong-password',
    'A wrong password is refused',
    'Compare the password, all of it, in constant time.',
    ({ login }) => [basicOf(login, 'no-password-of-the-site')],
  ),
  guess(
    'wrong-login',
    'A wrong login is refused',
    'Compare the login too: without regard to letter case, but all of it.',
    ({ login, password }) => [basicOf(`${login}-of-nobody`, password)],
  ),
  guess(
    'appended-password',
    'A password with a colon and something after it is refused',
    'Split at the first colon only: what cuts a password at its second one (passport-http 0.3.0 does) takes password:anything for password.',
    ({ login, password }) => [basicOf(login, `${password}:x`)],
  ),
  guess(
    'password-case',
    'The password in another letter case is refused',
    'Compare the password byte by byte.',
    ({ login, password }) => otherCase(password).map((other) => basicOf(login, other)),
    'The password has no letter.',
  ),
  guess(
    'loose-comparison',
    'Another way to write the same number is refused',
    'Compare as text (=== and hash_equals in PHP): with == a password of 1000 is 1e3 too.',
    ({ login, password }) => (/^\d+(?:\.\d+)?$/.test(password) ? [basicOf(login, `${password}e0`)] : []),
    'The password is no number.',
  ),
  guess('empty-credentials', 'An empty login with an empty password is refused', STRICT, () => [
    basicOf('', ''),
  ]),
  guess(
    'appended-bytes',
    'A control character or a byte that is no UTF-8 after the password is refused',
    'Refuse credentials that are no UTF-8 or hold a control character, in place of cutting them there.',
    ({ login, password }) =>
      [0x00, 0xff].map((byte) => basicOf(login, Buffer.concat([Buffer.from(password), Buffer.of(byte)]))),
  ),
  guess(
    'other-scheme',
    'The right credentials under another scheme are refused',
    'Take the scheme Basic alone, in any letter case: neither XBasicY nor Bearer.',
    ({ login, password }) =>
      ['XBasicY', 'Bearer'].map((scheme) => basicOf(login, password).replace('Basic', scheme)),
  ),
  guess('malformed-credentials', 'What is no base64, or has no colon, is refused', STRICT, ({ login }) => [
    'Basic',
    'Basic ????',
    `Basic ${Buffer.from(login).toString('base64')}`,
  ]),
  {
    id: 'login-case',
    section,
    title: 'The login in another letter case is accepted',
    remedy: 'Fold the letter case of both, the login that comes and the one that is configured.',
    needs: 'authorized',
    async run(site) {
      const { login, password, ids } = site.options;
      const [other] = otherCase(login);
      if (other === undefined) return skipped('The login has no letter.');
      const answer = await site.users(ids, { authorization: basicOf(other, password) });
      return answer.status === 200 ? passed() : warning(`Expected 200, got ${told(answer)}.`);
    },
  },
  {
    id: 'scheme-case',
    section,
    title: 'The scheme is accepted in any letter case',
    remedy: 'Compare the scheme without regard to letter case (RFC 7235 section 2.1).',
    needs: 'authorized',
    async run(site) {
      const authorization = site.authorization.replace('Basic', 'bAsIc');
      const answer = await site.users(site.options.ids, { authorization });
      return answer.status === 200 ? passed() : warning(`Expected 200, got ${told(answer)}.`);
    },
  },
];

/** A check that each one of some headers is refused. */
function guess(
  id: string,
  title: string,
  remedy: string,
  headers: (options: Site['options']) => readonly string[],
  ifNone = '',
): Check<Site> {
  return {
    id,
    section,
    title,
    remedy,
    needs: 'authorized',
    async run(site) {
      const answers: Answer[] = [];
      for (const authorization of headers(site.options)) {
        answers.push(await site.users(site.options.ids, { authorization }));
      }
      return answers.length === 0 ? skipped(ifNone) : refused(answers);
    },
  };
}

/** Judges answers to those who must not be let in. */
export function refused(answers: readonly Answer[]): Verdict {
  return unless(
    answers.filter(({ status }) => status !== 401).map((answer) => `Expected 401, got ${told(answer)}.`),
    failed,
  );
}

function stranger(site: Site): Promise<Answer> {
  return site.users(site.options.ids, { authorization: null });
}

/** Tells whether an answer challenges to HTTP Basic, with a realm (RFC 7617 section 2). */
export function isBasicChallenge({ headers }: Pick<Answer, 'headers'>): boolean {
  return /(?:^|,)\s*basic\s[^,]*?\brealm=/i.test(headers.get('www-authenticate') ?? '');
}

/** The same text in another letter case, if it has one. */
function otherCase(text: string): string[] {
  return [text.toUpperCase(), text.toLowerCase()].filter((other) => other !== text).slice(0, 1);
}
