import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { cpuGrowth, LINEAR } from '../../../../test/support/growth.js';
import { STRAY } from '../../../../test/support/stray-text.js';
import {
  brokenRule,
  isCredentialText,
  isLogin,
  isPassword,
  isProduction,
  isSampleSecret,
  isSigningSecret,
} from './secret-rules.js';

describe('isSampleSecret', () => {
  it.each([
    'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8',
    '40657820-0ba1-4e1d-b2f6-b2a40fd09263',
    '67565da2-d138-4991-89bd-1f280b2234dc',
    'change-me',
    'change-me-to-a-secret-of-your-own',
    'CHANGE_ME',
    'changeme',
    'a password',
  ])('recognizes %s', (secret) => {
    expect(isSampleSecret(secret)).toBe(true);
  });

  it.each(['', 'please-change-me-not', '67565da2-d138-4991-89bd-1f280b2234dd'])(
    'does not recognize %j',
    (secret) => {
      expect(isSampleSecret(secret)).toBe(false);
    },
  );
});

describe('isProduction', () => {
  it.each([
    ['production', true],
    [' Production\n', true],
    ['PROD', true],
    ['development', false],
    ['preproduction', false],
    ['production-like', false],
    ['', false],
    [undefined, false],
  ])('with NODE_ENV=%j is %s', (environment, expected) => {
    vi.stubEnv('NODE_ENV', environment);
    expect(isProduction()).toBe(expected);
    vi.unstubAllEnvs();
  });
});

describe('brokenRule', () => {
  it.each(STRAY)('finds %s', (_, stray, reason) => {
    const { expected, fix } = brokenRule(stray('the-secret-of-the-site'))!;
    expect(`expected ${expected} but got … Fix: ${fix}`).toContain(reason);
  });

  it.each([
    'aaaaaaaaaaaaaaaa',
    'abababababababab',
    'xyzzyxyzzyxyzzyxyzzy',
    '1234567890123456',
    '12345678',
    '87654321',
    'abcdefghijklmnop',
    '0123456789abcdef',
    'abcdabcdabcdabcd',
    'abcd1234',
    '13579135791357913579',
    ' '.repeat(16),
  ])('finds that %s can be guessed', (secret) => {
    expect(brokenRule(secret)).toBeDefined();
  });

  it.each([
    'pass phrase with spaces',
    '"quoted" and not',
    "it's",
    '8d21b5d2-6e0e-4e6b-9a83-d6b8a4f3d1c5',
    'correct horse battery staple',
    'пароль-сайта',
  ])('has nothing against %s', (secret) => {
    expect(brokenRule(secret)).toBeUndefined();
  });

  it('never refuses a random secret', () => {
    for (let count = 0; count < 10_000; count++) {
      expect(brokenRule(randomBytes(8).toString('hex'))).toBeUndefined();
      expect(brokenRule(randomBytes(16).toString('base64'))).toBeUndefined();
    }
  });
});

describe('CPU time', () => {
  it.each([
    ['ends with spaces', (size: number) => `x${' '.repeat(size)}x`],
    ['ends with line breaks', (size: number) => `x${'\n'.repeat(size)}x`],
    ['is random', (size: number) => randomBytes(size).toString('base64')],
    ['is one character', (size: number) => 'a'.repeat(size)],
  ])('is proportional to the length of a secret that %s', (_, inputOf) => {
    expect(cpuGrowth(inputOf, brokenRule)).toBeLessThan(LINEAR);
    expect(cpuGrowth(inputOf, isPassword)).toBeLessThan(LINEAR);
    expect(cpuGrowth(inputOf, isSampleSecret)).toBeLessThan(LINEAR);
  });
});

describe('isSigningSecret', () => {
  it.each(['x'.repeat(16), 'é'.repeat(8), ' pass phrase with spaces '])('accepts %j', (secret) => {
    expect(isSigningSecret(secret)).toBe(true);
  });

  it.each([
    '',
    'x'.repeat(15),
    ' '.repeat(32),
    1_234_567_890_123_456,
    null,
    undefined,
    Buffer.alloc(32, 'x'),
  ])('rejects %o', (secret) => {
    expect(isSigningSecret(secret)).toBe(false);
  });
});

describe('isCredentialText', () => {
  it.each(['x', 'pass:word', ' x ', 'пароль'])('accepts %j', (text) => {
    expect(isCredentialText(text)).toBe(true);
  });

  it.each(['', ' ', 'a\nb', 'a\u0000', 'a\u007f', 1000, null, undefined, ['x']])('rejects %o', (text) => {
    expect(isCredentialText(text)).toBe(false);
  });
});

describe('isPassword', () => {
  it.each(['12345678', 'pass word', '🦊🦉🐢🐍🦂🐬🦋🐝'])('accepts %j', (text) => {
    expect(isPassword(text)).toBe(true);
  });

  it.each(['', 'x', '1234567', '🦊🦉🐢🐍', 'pass\nword', 12_345_678, null])('rejects %o', (text) => {
    expect(isPassword(text)).toBe(false);
  });
});

describe('isLogin', () => {
  it.each(['chat', ' chat ', 'ЖУК'])('accepts %j', (text) => {
    expect(isLogin(text)).toBe(true);
  });

  it.each(['a:b', ':', '', ' ', 'a\nb', null])('rejects %o', (text) => {
    expect(isLogin(text)).toBe(false);
  });
});
