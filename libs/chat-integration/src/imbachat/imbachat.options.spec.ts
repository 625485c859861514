import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { imbaChat, resolvedImbaChat } from '../../../../test/support/options.js';
import { imbaChatOptionProblems, imbaChatOptionWarnings, type ImbaChatOptions } from './imbachat.options.js';

const problems = (options: object) => imbaChatOptionProblems({ ...imbaChat(), ...options });

const SAMPLE = 'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8';
const PAIR = { apiLogin: 'second', apiPassword: 'second-password' };

const USABLE: [keyof ImbaChatOptions, unknown[]][] = [
  ['widgetId', [276, '276', '1']],
  ['apiLogin', ['login', 'ЖУК', 'a b']],
  ['apiPassword', ['p', 'pass:word', 'пароль']],
  ['secretKey', ['x'.repeat(16), ['x'.repeat(16), 'y'.repeat(32)]]],
  ['additionalCredentials', [undefined, [], [PAIR], [PAIR, PAIR]]],
  ['tokenTtlSeconds', [undefined, 1, 25_200, 2_592_000]],
  ['maxIds', [undefined, 1, 10_000]],
  ['idSeparator', [undefined, ',', ';', ', ']],
  ['searchEnvelope', [undefined, 'october', 'array']],
  ['searchLimit', [undefined, 1, 1_000]],
  ['includeEmail', [undefined, true, false]],
  ['clock', [undefined, () => 0]],
];

const UNUSABLE: [keyof ImbaChatOptions, string, unknown[]][] = [
  ['widgetId', 'digits only', [undefined, '', '0', 0, -1, 1.5, '1a', ' 1', '01', 1e21, Number.NaN, null, {}]],
  ['apiLogin', 'the API login', [undefined, '', ' ', 'a:b', 'a\nb', 1000, null]],
  ['apiPassword', 'the API password', [undefined, '', ' ', 'a\u0000b', 1000, null]],
  ['secretKey', 'at least 16 bytes', [undefined, '', 'x'.repeat(15), [], ['x'.repeat(32), ''], 5, null]],
  [
    'additionalCredentials',
    'an array of { apiLogin, apiPassword }',
    ['a:b', {}, [null], [{}], [{ ...PAIR, apiLogin: 'a:b' }], [PAIR, { ...PAIR, apiPassword: '' }]],
  ],
  [
    'tokenTtlSeconds',
    'seconds from 1 to 2592000',
    ['3600', 0, -1, 1.5, 2_592_001, Infinity, Number.NaN, true],
  ],
  ['maxIds', 'from 1 to 10000', [0, -1, 1.5, 10_001, '10', Number.NaN]],
  ['idSeparator', 'the separator of ids', ['', '1', 'a1', 5]],
  ['searchEnvelope', "'october' or 'array'", ['', 'wordpress', true]],
  ['searchLimit', 'from 1 to 1000', [0, 1_001, 1.5, '20']],
  ['includeEmail', 'true or false', ['false', 0, 1]],
  ['clock', 'milliseconds since 1970', [0, new Date()]],
];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('imbaChatOptionProblems', () => {
  it.each(USABLE)('takes usable values of %s', (option, values) => {
    for (const value of values) expect(problems({ [option]: value })).toEqual([]);
  });

  it.each(UNUSABLE)(
    'refuses other values of %s, says what is expected and how to mend it',
    (option, expected, values) => {
      for (const value of values) {
        expect(problems({ [option]: value })).toEqual([
          { path: `imbachat.${option}`, message: expect.any(String) },
        ]);
        const [problem] = problems({ [option]: value });
        expect(problem?.message).toContain(`expected `);
        expect(problem?.message).toContain(expected);
        expect(problem?.message).toMatch(/, got .+\. (?:Copy|Give|Leave|List) .+\.$/s);
      }
    },
  );

  it('names every problem at once', () => {
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
    ['additionalCredentials', { additionalCredentials: [PAIR, { ...PAIR, apiPassword: 'change-me-too' }] }],
  ])('refuses a sample as %s in production only', (option, options) => {
    vi.stubEnv('NODE_ENV', 'development');
    expect(problems(options)).toEqual([]);
    vi.stubEnv('NODE_ENV', 'production');
    expect(problems(options)).toEqual([
      { path: `imbachat.${option}`, message: expect.stringMatching(/sample.*, got an? .*\. (?:Copy|List) /) },
    ]);
  });

  it('takes real secrets in production', () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(problems({ additionalCredentials: [PAIR] })).toEqual([]);
  });
});

describe('imbaChatOptionWarnings', () => {
  it.each([
    ['x'.repeat(31), 1],
    ['x'.repeat(32), 0],
    ['é'.repeat(16), 0],
    [['x'.repeat(32), 'y'.repeat(16)], 1],
    [['x'.repeat(32), 'y'.repeat(32)], 0],
  ])('for the secret key %o number %d', (secretKey, count) => {
    const warnings = imbaChatOptionWarnings(imbaChat({ secretKey }));
    expect(warnings).toHaveLength(count);
    expect(warnings.join()).not.toMatch(/xx|yy/);
  });
});

describe('resolveImbaChatOptions', () => {
  it('fills the defaults in', () => {
    expect(resolvedImbaChat()).toMatchObject({
      widgetId: '276',
      tokenTtlSeconds: 25_200,
      maxIds: 1_000,
      idSeparator: ',',
      searchEnvelope: 'october',
      searchLimit: 20,
      includeEmail: false,
      clock: Date.now,
    });
  });

  it('keeps what is given', () => {
    const given = {
      widgetId: '7',
      tokenTtlSeconds: 1,
      maxIds: 2,
      idSeparator: ';',
      searchEnvelope: 'array' as const,
      searchLimit: 3,
      includeEmail: true,
      clock: () => 0,
    };
    expect(resolvedImbaChat(given)).toMatchObject(given);
  });

  it('accepts the first pair of credentials and the additional ones', () => {
    const { credentials } = resolvedImbaChat({ additionalCredentials: [PAIR] });
    expect(credentials.include({ login: 'the-api-login', password: 'the-api-password' })).toBe(true);
    expect(credentials.include({ login: 'second', password: 'second-password' })).toBe(true);
    expect(credentials.include({ login: 'second', password: 'the-api-password' })).toBe(false);
  });

  it('keeps the order of the secret keys', () => {
    const { secretKeys } = resolvedImbaChat({ secretKey: ['first-secret-key-', 'second-secret-key'] });
    expect(secretKeys.map((key) => key.export().toString())).toEqual([
      'first-secret-key-',
      'second-secret-key',
    ]);
  });

  it('is frozen and shows no secret', () => {
    const options = resolvedImbaChat({ additionalCredentials: [PAIR] });
    expect(Object.isFrozen(options)).toBe(true);
    const shown = inspect(options, { depth: null, showHidden: true }) + JSON.stringify(options);
    expect(shown).not.toMatch(/the-api-login|the-api-password|an-imbachat-secret|second/);
  });
});
