import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chatBro, resolvedChatBro } from '../../../../test/support/options.js';
import { STRAY } from '../../../../test/support/stray-text.js';
import type { OptionProblem } from '../chat-integration.errors.js';
import { chatBroOptionWarnings, readChatBroOptions } from './chatbro.options.js';
import { selfDelimitingId } from './protocol/user-ids.js';

function problems(options: object): OptionProblem[] {
  const found: OptionProblem[] = [];
  readChatBroOptions({ ...chatBro(), ...options }, found);
  return found;
}

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
  .concat(['example.com:443', 'localhost:3000', 'user@example.com'])
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
  ['secretKey', ['a1-c0*nf9_xe7+bq', '8d21b5d2-6e0e-4e6b-9a83-d6b8a4f3d1c5']],
  ['userId', [undefined, selfDelimitingId]],
  ['userName', [undefined, (name: string) => name]],
  ['widget', [undefined, {}, { isStatic: true }]],
  ['baseUrl', [undefined, 'https://proxy.example.com', '/chat-sandbox']],
  ['signing', [undefined, {}]],
  ['signing.policy', [undefined, 'strict', 'unchecked']],
  ['signing.fallbackNameColor', [undefined, '#333333', '#AbCdEf']],
  ['signing.reservedNames', [undefined, [], ['Chef']]],
  ['signing.userIdPattern', [undefined, /[0-9]{9}/]],
];

const UNUSABLE: [path: string, expected: string, values: unknown[]][] = [
  ['chatId', "the chat's id", [undefined, '', 'a b', '9czk/', 5, null]],
  ['siteDomain', 'the bare host', [undefined, null, 5, ...NO_DOMAINS]],
  ['secretKey', 'at least 16 bytes', [undefined, '', 'a1-c0*nf9_xe7+b', ['a1-c0*nf9_xe7+bq'], 5, null]],
  ['userId', 'a function from a user id to a string', ['x', {}, null]],
  ['userName', 'a function from a name to a name', ['x', {}, null]],
  ['widget', 'an object of widget parameters', ['dark', [], null]],
  ['baseUrl', 'an https: URL', ['http://example.com', 'https://example.com/', '', null]],
  ['signing', 'an object of signing options', ['strict', true, [], null]],
  ['signing.policy', "'strict' or 'unchecked'", ['', 'lax', false, null]],
  ['signing.fallbackNameColor', '#rrggbb', ['', 'grey', '#333', '#33333g', '#33333333', 5, null]],
  ['signing.reservedNames', 'an array of names', ['admin', [''], [' '], [5], {}, null]],
  ['signing.userIdPattern', 'a regular expression', ['[0-9]+', {}, null]],
];

/** Options with one value at a path. */
function optionsWith(path: string, value: unknown): object {
  const [option, signingOption] = path.split('.');
  return { [option!]: signingOption === undefined ? value : { [signingOption]: value } };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('readChatBroOptions', () => {
  it.each(USABLE)('accepts usable values of %s', (path, values) => {
    for (const value of values) expect(problems(optionsWith(path, value)), inspect(value)).toEqual([]);
  });

  it.each(UNUSABLE)(
    'refuses other values of %s and says what was expected and how to fix it',
    (path, expected, values) => {
      for (const value of values) {
        const found = problems(optionsWith(path, value));
        expect(found, inspect(value)).toEqual([
          { path: `chatbro.${path}`, message: expect.stringContaining(expected) },
        ]);
        expect(found[0]!.message).toMatch(/^expected .+ but got .+\. Fix: .+\.$/s);
      }
    },
  );

  it('reports the problems of both levels at once', () => {
    const paths = problems({ chatId: '', signing: { policy: '', reservedNames: '' } }).map(
      ({ path }) => path,
    );
    expect(paths).toEqual(['chatbro.chatId', 'chatbro.signing.policy', 'chatbro.signing.reservedNames']);
  });

  it.each([
    '40657820-0ba1-4e1d-b2f6-b2a40fd09263',
    '67565da2-d138-4991-89bd-1f280b2234dc',
    'change-me-change-me',
  ])('warns of the sample secret %s, and refuses it in production', (secretKey) => {
    vi.stubEnv('NODE_ENV', 'test');
    expect(problems({ secretKey })).toEqual([]);
    expect(chatBroOptionWarnings(resolvedChatBro({ secretKey }))).toEqual([
      'chatbro.secretKey is a published sample, so anyone can use it. Fix: set your own; production refuses samples.',
    ]);
    vi.stubEnv('NODE_ENV', 'production');
    expect(problems({ secretKey })).toEqual([
      {
        path: 'chatbro.secretKey',
        message: expect.stringMatching(
          /not a sample.* but got a string of \d+ characters\. Fix: copy the real value from the chat's settings/,
        ),
      },
    ]);
  });

  it('does not warn of a real secret', () => {
    expect(chatBroOptionWarnings(resolvedChatBro())).toEqual([]);
  });

  describe.each<[option: string, value: string]>([
    ['chatId', '9czk'],
    ['siteDomain', 'example.com'],
    ['secretKey', '8d21b5d2-6e0e-4e6b-9a83-d6b8a4f3d1c5'],
  ])('%s', (option, value) => {
    it.each(STRAY)('is refused with its reason if it has %s', (_, strayText, reason) => {
      const [problem, ...others] = problems({ [option]: strayText(value) });
      expect(others).toEqual([]);
      expect(problem).toEqual({ path: `chatbro.${option}`, message: expect.stringContaining(reason) });
    });
  });

  it.each([undefined, 'short'])('refuses the secret %o in production too', (secretKey) => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(problems({ secretKey })).toEqual([
      { path: 'chatbro.secretKey', message: expect.stringContaining('at least 16 bytes') },
    ]);
  });

  describe('a userId of the host', () => {
    const userId = String;

    it.each([{}, { signing: {} }, { signing: { policy: 'strict', userIdPattern: undefined } }])(
      'is refused by the strict policy without a pattern: %o',
      (options) => {
        expect(problems({ userId, ...options })).toEqual([
          {
            path: 'chatbro.signing.userIdPattern',
            message: expect.stringMatching(
              /^expected a pattern for the ids that chatbro\.userId returns but got undefined\. .*\. Fix: set a pattern/,
            ),
          },
        ]);
      },
    );

    it('is not accepted because the pattern is null', () => {
      expect(problems({ userId, signing: { userIdPattern: null } })).not.toEqual([]);
    });

    it.each([{ policy: 'unchecked' }, { userIdPattern: /[0-9]{9}/ }])(
      'is accepted with the signing options %o',
      (signing) => {
        expect(problems({ userId, signing })).toEqual([]);
      },
    );
  });

  it('fills in the documented defaults', () => {
    const options = resolvedChatBro();
    expect(options).toMatchObject({
      userId: selfDelimitingId,
      widget: {},
      baseUrl: 'https://www.chatbro.com',
      signing: {
        policy: 'strict',
        reservedNames: ['admin', 'administrator', 'moderator'],
        fallbackNameColor: undefined,
        userIdPattern: undefined,
      },
    });
    expect(options.userName('Ada ')).toBe('Ada ');
  });

  it('does not show the secret', () => {
    const options = resolvedChatBro();
    expect(options.secretKey).toBe('a-chatbro-secret-of-the-tests');
    for (const shown of [inspect(options, { depth: null }), JSON.stringify(options)]) {
      expect(shown).toContain('9czk');
      expect(shown).not.toContain('a-chatbro-secret');
    }
  });
});
