import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chatBro, resolvedChatBro } from '../../../../test/support/options.js';
import { chatBroOptionProblems } from './chatbro.options.js';
import { selfDelimitingId } from './user-ids.js';

const problems = (options: object) => chatBroOptionProblems({ ...chatBro(), ...options });

const LABEL = 'x'.repeat(63);
const DOMAINS = ['example.com', 'sso.chatbro.com', 'localhost', 'EXAMPLE.com', '127.0.0.1', 'пример.рф']
  .concat(['xn--e1afmkfd.xn--p1ai', 'a-b.example', `${LABEL}.com`])
  .concat([LABEL, LABEL, LABEL, 'x'.repeat(61)].join('.'));
const NO_DOMAINS = [
  '',
  'http://example.com',
  'http://site/',
  'example.com/',
  'localhost/chat.php',
  '//example.com',
]
  .concat(['example.com:443', 'localhost:3000', ' example.com', 'example.com\n', 'user@example.com'])
  .concat([
    '.example.com',
    'example..com',
    'example.com.',
    '-a.com',
    'a-.com',
    'exa mple.com',
    '*.example.com',
  ])
  .concat([`${LABEL}x.com`, '[::1]', 'example.com?a=b'])
  .concat([LABEL, LABEL, LABEL, 'x'.repeat(62)].join('.'));

const USABLE: [path: string, values: unknown[]][] = [
  ['chatId', ['9czk', 'a_b-c']],
  ['siteDomain', DOMAINS],
  ['secretKey', ['x'.repeat(16), '8d21b5d2-6e0e-4e6b-9a83-d6b8a4f3d1c5']],
  ['signing', [undefined, {}]],
  ['userId', [undefined, String]],
  ['userName', [undefined, (name: string) => name]],
  ['signing.policy', [undefined, 'strict', 'unchecked']],
  ['signing.fallbackNameColor', [undefined, '#333333', '#AbCdEf']],
  ['signing.reservedNames', [undefined, [], ['Chef']]],
  ['signing.userIdPattern', [undefined, /[0-9]{9}/]],
];

const UNUSABLE: [path: string, expected: string, values: unknown[]][] = [
  ['chatId', "the chat's id", [undefined, '', ' ', 'a b', '9czk/', 5, null]],
  ['siteDomain', 'the bare host', [undefined, null, 5, ...NO_DOMAINS]],
  [
    'secretKey',
    'at least 16 bytes',
    [undefined, '', 'x'.repeat(15), ' '.repeat(20), ['x'.repeat(16)], 5, null],
  ],
  ['signing', 'an object of signing options', ['strict', true, []]],
  ['userId', 'a function that turns a user id into a string', ['x', {}]],
  ['userName', 'a function that turns a name into a name', ['x', {}]],
  ['signing.policy', "'strict' or 'unchecked'", ['', 'lax', false]],
  ['signing.fallbackNameColor', '#rrggbb', ['', 'grey', '#333', '#33333g', '#33333333', 5]],
  ['signing.reservedNames', 'an array of names', ['admin', [''], [' '], [5], {}]],
  ['signing.userIdPattern', 'a regular expression', ['[0-9]+', {}]],
];

/** Options with one value at a path. */
function optionsWith(path: string, value: unknown): object {
  const [option, signingOption] = path.split('.');
  return { [option!]: signingOption === undefined ? value : { [signingOption]: value } };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('chatBroOptionProblems', () => {
  it.each(USABLE)('takes usable values of %s', (path, values) => {
    for (const value of values) expect(problems(optionsWith(path, value)), inspect(value)).toEqual([]);
  });

  it.each(UNUSABLE)(
    'refuses other values of %s, says what is expected and how to mend it',
    (path, expected, values) => {
      for (const value of values) {
        const found = problems(optionsWith(path, value));
        expect(found, inspect(value)).toEqual([
          { path: `chatbro.${path}`, message: expect.stringContaining(expected) },
        ]);
        expect(found[0]?.message).toMatch(/^expected .+, got .+\. (?:Copy|Give|Leave|List) .+\.$/s);
      }
    },
  );

  it('names the problems of both levels at once', () => {
    const paths = problems({ chatId: '', signing: { policy: '', reservedNames: '' } }).map(
      ({ path }) => path,
    );
    expect(paths).toEqual(['chatbro.chatId', 'chatbro.signing.policy', 'chatbro.signing.reservedNames']);
  });

  it.each([
    '40657820-0ba1-4e1d-b2f6-b2a40fd09263',
    '67565da2-d138-4991-89bd-1f280b2234dc',
    'change-me-change-me',
  ])('refuses the sample secret %s in production only', (secretKey) => {
    vi.stubEnv('NODE_ENV', 'test');
    expect(problems({ secretKey })).toEqual([]);
    vi.stubEnv('NODE_ENV', 'production');
    const [problem, ...others] = problems({ secretKey });
    expect(others).toEqual([]);
    expect(problem).toEqual({
      path: 'chatbro.secretKey',
      message: expect.stringMatching(
        /not a sample.*a string of \d+ characters\. Copy the real value from the chat's/,
      ),
    });
  });
});

describe('resolveChatBroOptions', () => {
  it('fills the defaults in', () => {
    const options = resolvedChatBro();
    expect(options).toMatchObject({ userIdForm: null, fallbackNameColor: null, userId: selfDelimitingId });
    for (const name of ['admin', 'administrator', 'moderator']) {
      expect(options.rules!.reservedNames.include(name)).toBe(true);
    }
    expect(options.userName('Ada ')).toBe('Ada ');
    expect(options.secretKey.reveal()).toBe('a-chatbro-secret-of-the-tests');
  });

  it('has no rules with the policy unchecked', () => {
    expect(resolvedChatBro({ signing: { policy: 'unchecked' } })).toMatchObject({
      rules: null,
      userRules: null,
    });
  });

  it('is frozen and shows no secret', () => {
    const options = resolvedChatBro();
    expect(Object.isFrozen(options)).toBe(true);
    const shown = inspect(options, { depth: null, showHidden: true }) + JSON.stringify(options);
    expect(shown).not.toContain('a-chatbro-secret');
  });
});
