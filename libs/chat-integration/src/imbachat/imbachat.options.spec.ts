import { inspect } from 'node:util';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { imbaChat, resolvedImbaChat } from '../../../../test/support/options.js';
import { STRAY } from '../../../../test/support/stray-text.js';
import type { OptionProblem } from '../chat-integration.errors.js';
import { imbaChatOptionWarnings, readImbaChatOptions, type ImbaChatOptions } from './imbachat.options.js';

function problems(options: object): OptionProblem[] {
  const found: OptionProblem[] = [];
  readImbaChatOptions({ ...imbaChat(), ...options }, found);
  return found;
}

const SAMPLE = 'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8';
/** Returns a key of a length. */
const key = (length: number) => 'a1-c0*nf9_xe7+bq'.repeat(3).slice(0, length);
const PAIR = { apiLogin: 'second', apiPassword: 'second-password' };

const USABLE: [keyof ImbaChatOptions, unknown[]][] = [
  ['widgetId', [276, '276', '1']],
  ['apiLogin', ['login', 'ЖУК', 'a b']],
  ['apiPassword', ['pass:word', ':password', 'пароль-пароль', '🦊🦉🐢🐍🦂🐬🦋🐝', 'pass "word"']],
  ['secretKey', [key(16), [key(16), key(32)], 'pass phrase with spaces', 'éàüö'.repeat(2)]],
  ['additionalCredentials', [undefined, [], [PAIR], [PAIR, PAIR]]],
  ['tokenTtlSeconds', [undefined, 1, 25_200, 2_592_000]],
  ['maxIds', [undefined, 1, 10_000]],
  ['idSeparator', [undefined, ',', ';', ', ']],
  ['searchEnvelope', [undefined, 'october', 'array']],
  ['searchLimit', [undefined, 1, 1_000]],
  ['includeEmail', [undefined, true, false]],
  ['clock', [undefined, () => 0]],
  ['failureLimiter', [undefined, false, new RateLimiterMemory({ points: 1, duration: 1 })]],
  ['widget', [undefined, {}, { theme: 'dark' }]],
  ['baseUrl', [undefined, 'https://proxy.example.com', '/chat-sandbox']],
];

const UNUSABLE: [keyof ImbaChatOptions, string, unknown[]][] = [
  [
    'widgetId',
    'digits only',
    [undefined, '', '0', 0, -1, 1.5, '1a', '1 1', '01', 1e21, Number.NaN, null, {}],
  ],
  ['apiLogin', 'the API login', [undefined, '', 'a:b', 'a\nb', 1000, null]],
  [
    'apiPassword',
    'at least 8 characters',
    [undefined, '', 'x', '1234567', '🦊🦉🐢🐍🦂🐬🦋', 'pass\u0000word', 1000, null],
  ],
  ['secretKey', 'at least 16 bytes', [undefined, '', key(15), [], [key(32), ''], 5, null]],
  ['additionalCredentials', 'an array of { apiLogin, apiPassword }', ['a:b', {}, null]],
  [
    'tokenTtlSeconds',
    'seconds from 1 to 2592000',
    ['3600', 0, -1, 1.5, 2_592_001, Infinity, Number.NaN, true, null],
  ],
  ['maxIds', 'from 1 to 10000', [0, -1, 1.5, 10_001, '10', Number.NaN, null]],
  ['idSeparator', 'the separator of ids', ['', '1', 'a1', 5, null]],
  ['searchEnvelope', "'october' or 'array'", ['', 'wordpress', true, null]],
  ['searchLimit', 'from 1 to 1000', [0, 1_001, 1.5, '20', null]],
  ['includeEmail', 'true or false', ['false', 0, 1, null]],
  ['clock', 'milliseconds since 1970', [0, new Date(), null]],
  [
    'failureLimiter',
    'a limiter of rate-limiter-flexible',
    [true, null, {}, new RateLimiterMemory({ points: 0, duration: 1 })],
  ],
  ['widget', 'an object of widget options', ['dark', [], null]],
  ['baseUrl', 'an https: URL', ['http://example.com', 'https://example.com/', '', null]],
];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('readImbaChatOptions', () => {
  it.each(USABLE)('accepts usable values of %s', (option, values) => {
    for (const value of values) expect(problems({ [option]: value }), inspect(value)).toEqual([]);
  });

  it.each(UNUSABLE)(
    'refuses other values of %s and says what was expected and how to fix it',
    (option, expected, values) => {
      for (const value of values) {
        const found = problems({ [option]: value });
        expect(found, inspect(value)).toEqual([
          { path: `imbachat.${option}`, message: expect.stringContaining(expected) },
        ]);
        expect(found[0]!.message).toMatch(/^expected .+ but got .+\. Fix: .+\.$/s);
      }
    },
  );

  it('reports every problem at once', () => {
    const paths = problems({ widgetId: 'x', apiPassword: '', maxIds: 0, colour: 1 }).map(({ path }) => path);
    expect(paths.toSorted()).toEqual([
      'imbachat.apiPassword',
      'imbachat.colour',
      'imbachat.maxIds',
      'imbachat.widgetId',
    ]);
  });

  it.each([
    ['secretKey', { secretKey: SAMPLE }],
    ['secretKey', { secretKey: ['a-secret-of-your-own-32-characters', SAMPLE] }],
    ['secretKey', { secretKey: 'change-me-please-change-me' }],
    ['apiPassword', { apiPassword: 'change-me' }],
    [
      'additionalCredentials[1].apiPassword',
      { additionalCredentials: [PAIR, { ...PAIR, apiPassword: 'change-me-too' }] },
    ],
  ])('warns of a sample as %s, and refuses it in production: %o', (option, options) => {
    vi.stubEnv('NODE_ENV', 'development');
    expect(problems(options)).toEqual([]);
    expect(imbaChatOptionWarnings(resolvedImbaChat(options))).toContain(
      `imbachat.${option} is a published sample, so anyone can use it. Fix: set your own; production refuses samples.`,
    );
    vi.stubEnv('NODE_ENV', 'production');
    expect(problems(options)).toEqual([
      {
        path: `imbachat.${option}`,
        message: expect.stringMatching(/sample.* but got an? .*\. Fix: copy /),
      },
    ]);
  });

  it('checks each of the additional credentials', () => {
    const invalid = [null, {}, { ...PAIR, apiLogin: 'a:b' }, PAIR, { ...PAIR, apiPassword: 'short' }];
    expect(problems({ additionalCredentials: invalid }).map(({ path }) => path)).toEqual([
      'imbachat.additionalCredentials[0]',
      'imbachat.additionalCredentials[1].apiLogin',
      'imbachat.additionalCredentials[1].apiPassword',
      'imbachat.additionalCredentials[2].apiLogin',
      'imbachat.additionalCredentials[4].apiPassword',
    ]);
  });

  describe.each<[option: string, value: string]>([
    ['widgetId', '276'],
    ['apiLogin', 'the-login'],
    ['apiPassword', 'the-password'],
    ['secretKey', key(32)],
  ])('%s', (option, value) => {
    it.each(STRAY)('is refused with its reason if it has %s', (_, strayText, reason) => {
      for (const given of [
        strayText(value),
        ...(option === 'secretKey' ? [[key(16), strayText(value)]] : []),
      ]) {
        const [problem, ...others] = problems({ [option]: given });
        expect(others).toEqual([]);
        expect(problem).toEqual({ path: `imbachat.${option}`, message: expect.stringContaining(reason) });
      }
    });
  });

  it('accepts real secrets in production', () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(problems({ additionalCredentials: [PAIR] })).toEqual([]);
  });

  it('fills in the documented defaults', () => {
    expect(resolvedImbaChat()).toMatchObject({
      additionalCredentials: [],
      tokenTtlSeconds: 25_200,
      maxIds: 1_000,
      idSeparator: ',',
      searchEnvelope: 'october',
      searchLimit: 20,
      includeEmail: false,
      clock: Date.now,
      failureLimiter: expect.objectContaining({ points: 100, duration: 60 }),
      userCache: undefined,
      widget: {},
      baseUrl: 'https://api.imbachat.com',
    });
  });

  it('counts failures separately for each registration', () => {
    expect(resolvedImbaChat().failureLimiter).not.toBe(resolvedImbaChat().failureLimiter);
  });

  it('does not show secrets', () => {
    const options = resolvedImbaChat({ additionalCredentials: [PAIR] });
    for (const shown of [inspect(options, { depth: null }), JSON.stringify(options)]) {
      expect(shown).toContain('276');
      expect(shown).not.toMatch(/the-api-login|the-api-password|an-imbachat-secret|second/);
    }
  });
});

describe('imbaChatOptionWarnings', () => {
  it.each([key(31), [key(32), key(16)]])('warns of the short secret key %o', (secretKey) => {
    const warnings = imbaChatOptionWarnings(resolvedImbaChat({ secretKey }));
    expect(warnings).toEqual([expect.stringMatching(/^imbachat\.secretKey is shorter than 32 bytes/)]);
    expect(warnings.join()).not.toContain(key(16));
  });

  it.each([key(32), 'éàüö'.repeat(4), [key(32), key(33)]])(
    'does not warn of the secret key %o',
    (secretKey) => {
      expect(imbaChatOptionWarnings(resolvedImbaChat({ secretKey }))).toEqual([]);
    },
  );

  it.each([
    [false, 1],
    [true, 0],
    [undefined, 0],
  ])('warns of a store that hides its errors: throwOnErrors %o', (throwOnErrors, count) => {
    const method = async () => [];
    const store = { getMany: method, setMany: method, deleteMany: method };
    const userCache = {
      ttlSeconds: 60,
      store: throwOnErrors === undefined ? store : { ...store, throwOnErrors },
    };
    const warnings = imbaChatOptionWarnings(resolvedImbaChat({ userCache }));
    expect(warnings).toHaveLength(count);
    expect(warnings.join()).toMatch(count === 0 ? /^$/ : /imbachat\.userCache\.store hides its errors/);
  });
});
