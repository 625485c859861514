import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolvedImbaChat, thrownBy } from '../../../../../test/support/options.js';
import vectors from '../../../../../test/vectors/imbachat-tokens.json' with { type: 'json' };
import { InvalidOptionsError } from '../../chat-integration.errors.js';
import { TokenService } from '../token.service.js';
import { MAX_TOKEN_BYTES } from './token-claims.js';
import { InvalidUserNumberError, MAX_USER_NUMBER } from './user-numbers.js';
import {
  ExpiredTokenError,
  InvalidTokenError,
  InvalidTokenTtlError,
  isSignedWith,
  signToken,
  type SignTokenOptions,
  verifyToken,
} from './user-token.js';

const { secretKey } = vectors;
const nowSeconds = vectors.now;
const now = nowSeconds * 1000;

const sign = (userNumber: number | `${number}`, options: Partial<SignTokenOptions> = {}): string =>
  signToken(userNumber, { secretKey, now, ...options });
const verify = (token: string, options: { secretKey?: string | string[]; now?: number } = {}) =>
  verifyToken(token, { secretKey, now, ...options });

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const claimsOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

/** Signs any claims under any header, independently of the code under test. */
function signed(
  claims: string,
  key = secretKey,
  header = '{"alg":"HS256","typ":"JWT"}',
  hash = 'sha256',
): string {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${createHmac(hash, key).update(content).digest('base64url')}`;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('signToken', () => {
  it.each(vectors.valid)('signs the vector $id', ({ claims, algFirst }) => {
    const token = sign(1, { ttlSeconds: claims.exp - nowSeconds });
    expect(claimsOf(token)).toStrictEqual(claims);
    expect(algFirst ?? token).toBe(token);
  });

  it('signs exactly exp and user_id, in HS256 with the UTF-8 bytes of the secret key', () => {
    const key = 'ключ-🔑-of-more-than-16-bytes';
    expect(sign(42, { secretKey: key, ttlSeconds: 60 })).toBe(
      signed(`{"exp":${nowSeconds + 60},"user_id":42}`, key),
    );
  });

  it.each([1, 42, MAX_USER_NUMBER])('signs the same token as TokenService for user %d', (userNumber) => {
    const service = new TokenService(resolvedImbaChat({ secretKey, clock: () => now }));
    expect(sign(userNumber)).toBe(service.issue(userNumber));
    expect(sign(userNumber, { ttlSeconds: 60 })).toBe(service.issue(userNumber, { ttlSeconds: 60 }));
  });

  it('signs for seven hours from the current time by default', () => {
    vi.useFakeTimers({ now: now + 999 });
    expect(claimsOf(signToken(1, { secretKey }))).toStrictEqual({ exp: nowSeconds + 25_200, user_id: 1 });
  });

  it('reads the decimal text of a number', () => {
    expect(sign('42')).toBe(sign(42));
  });

  it('stays below the maximum length for the largest number and the longest lifetime', () => {
    expect(sign(MAX_USER_NUMBER, { ttlSeconds: 2_592_000 }).length).toBeLessThan(MAX_TOKEN_BYTES);
  });

  it.each(vectors.refusedUserIds)('refuses the user number %o', (userNumber) => {
    expect(() => sign(userNumber as number)).toThrow(InvalidUserNumberError);
  });

  it.each([1, 2_592_000])('accepts a lifetime of %d seconds', (ttlSeconds) => {
    expect(claimsOf(sign(1, { ttlSeconds }))).toStrictEqual({ exp: nowSeconds + ttlSeconds, user_id: 1 });
  });

  it.each(['3600', '1h', Number.NaN, 0, -1, 1.5, 2_592_001, Infinity, true, null, {}, 3600n, Symbol('1')])(
    'refuses the lifetime %o',
    (ttlSeconds) => {
      expect(() => sign(1, { ttlSeconds: ttlSeconds as number })).toThrow(InvalidTokenTtlError);
    },
  );

  it('says what is wrong with a lifetime and how to fix it', () => {
    expect(thrownBy(() => sign(1, { ttlSeconds: '3600' as never }))).toMatchObject({
      code: 'ERR_CHAT_TOKEN_TTL_INVALID',
      message:
        'Expected ttlSeconds to be an integer from 1 to 2592000 (30 days) but got "3600". ' +
        'Fix: pass a number; convert a value from the environment with Number().',
    });
  });
});

describe('verifyToken', () => {
  it.each(vectors.valid)(
    'accepts the vector $id, with the members of its header in either order',
    ({ token, algFirst = token, claims }) => {
      const verified = { userId: claims.user_id, expiresAt: new Date(claims.exp * 1000) };
      expect(verify(token)).toStrictEqual(verified);
      expect(verify(algFirst)).toStrictEqual(verified);
    },
  );

  it.each(vectors.invalid)('refuses the vector $id: $why', ({ id, token }) => {
    expect(() => verify(token)).toThrow(id === 'expired' ? ExpiredTokenError : InvalidTokenError);
  });

  it('accepts a token until the end of its last second, as the vendor does', () => {
    const token = signed(`{"exp":${nowSeconds},"user_id":1}`);
    expect(verify(token, { now }).userId).toBe(1);
    expect(verify(token, { now: now + 999 }).userId).toBe(1);
    const error = thrownBy(() => verify(token, { now: now + 1_000 }));
    expect(error).toBeInstanceOf(ExpiredTokenError);
    expect(error).toMatchObject({
      code: 'ERR_CHAT_TOKEN_EXPIRED',
      expiredAt: new Date(now),
      message:
        'Expected a valid token but got a token that expired at 2023-11-14T22:13:20.000Z. Fix: issue a new one.',
    });
  });

  it('compares with the current time by default', () => {
    const token = sign(1, { ttlSeconds: 60 });
    vi.useFakeTimers({ now: now + 60_000 });
    expect(verifyToken(token, { secretKey }).userId).toBe(1);
    vi.setSystemTime(now + 61_000);
    expect(() => verifyToken(token, { secretKey })).toThrow(ExpiredTokenError);
  });

  it.each([
    ['another key', signed(`{"exp":${nowSeconds},"user_id":1}`, 'another-secret-key-of-32-characters')],
    ['an empty key', signed(`{"exp":${nowSeconds},"user_id":1}`, '')],
    ['the key followed by the widget id', signed(`{"exp":${nowSeconds},"user_id":1}`, `${secretKey}276`)],
    [
      'HS512',
      signed(`{"exp":${nowSeconds},"user_id":1}`, secretKey, '{"alg":"HS512","typ":"JWT"}', 'sha512'),
    ],
    ['a further claim', signed(`{"exp":${nowSeconds},"user_id":1,"iat":${nowSeconds}}`)],
    ['a repeated claim', signed(`{"exp":${nowSeconds},"user_id":2,"user_id":1}`)],
    ['an expiry that is text', signed(`{"exp":"${nowSeconds}","user_id":1}`)],
    ['an expiry that is null', signed('{"exp":null,"user_id":1}')],
    ['a user number of ten digits', signed(`{"exp":${nowSeconds},"user_id":1000000000}`)],
  ])('refuses a token with %s', (_, token) => {
    expect(() => verify(token)).toThrow(InvalidTokenError);
    expect(() => verify(token)).toThrow(expect.objectContaining({ code: 'ERR_CHAT_TOKEN_INVALID' }));
  });

  it('refuses every token that differs from a valid token in one character', () => {
    const token = sign(1);
    const mutants = ['A', 'Q', '0', '.', '=', ''].flatMap((character) =>
      Array.from(token, (_, at) => token.slice(0, at) + character + token.slice(at + 1)),
    );
    const accepted = mutants.filter((mutant) => {
      try {
        return verify(mutant);
      } catch {
        return false;
      }
    });
    expect(new Set(accepted)).toEqual(new Set([token]));
  });

  it.each([undefined, null, 1, {}, ['a.b.c'], ''])('refuses %o', (token) => {
    expect(() => verify(token as string)).toThrow(InvalidTokenError);
  });

  it('includes neither the token nor the key in its error', () => {
    const token = signed(`{"exp":${nowSeconds},"user_id":1}`, 'another-secret-key-of-32-characters');
    const { message } = thrownBy(() => verify(token)) as Error;
    expect(message).toMatch(/^Expected an HS256 token .* but got something else\. Fix: issue tokens with/);
    expect(message).not.toContain(token.slice(0, 10));
    expect(message).not.toContain(secretKey);
  });

  it('accepts a token that is signed with any of several keys', () => {
    const old = 'the-old-secret-key-of-32-characters';
    for (const key of [old, secretKey]) {
      expect(verify(sign(7, { secretKey: key }), { secretKey: [secretKey, old] }).userId).toBe(7);
    }
    expect(() => verify(sign(7, { secretKey: old }))).toThrow(InvalidTokenError);
  });
});

describe('a secret key that is too short', () => {
  it.each([
    ['signToken', () => sign(1, { secretKey: 'hunter2' })],
    ['verifyToken', () => verify(sign(1), { secretKey: [secretKey, 'hunter2'] })],
  ])('is refused by %s, which does not show it', (_, call) => {
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect(error).toHaveProperty('problems', [
      {
        path: 'secretKey',
        message:
          'expected a key of at least 16 bytes but got a string of 7 characters. ' +
          'Fix: copy the secret key from the ImbaChat dashboard.',
      },
    ]);
  });
});

describe.each([
  Number.NaN,
  Infinity,
  -Infinity,
  -1,
  -1e15,
  253_402_300_800_000,
  2 ** 53,
  1e300,
  '1700000000000',
  new Date(),
  10n,
  null,
])('a clock that returns %o', (time) => {
  const refused = { problems: [{ path: 'imbachat.clock', message: expect.stringContaining('Date.now()') }] };

  it('does not sign a token, whatever its lifetime', () => {
    for (const ttlSeconds of [1, 25_200, 2_592_000]) {
      const error = thrownBy(() => sign(1, { now: time as number, ttlSeconds }));
      expect(error).toBeInstanceOf(InvalidOptionsError);
      expect(error).toMatchObject(refused);
    }
  });

  it('does not make a token valid', () => {
    expect(thrownBy(() => verify(sign(1), { now: time as number }))).toMatchObject(refused);
  });
});

it.each([0, 0.5, 1_700_000_000_000.9, 253_402_300_799_999])('a clock can return %d', (time) => {
  const token = sign(7, { now: time, ttlSeconds: 2_592_000 });
  const expiresAt = new Date((Math.floor(time / 1_000) + 2_592_000) * 1_000);
  expect(verify(token, { now: time })).toEqual({ userId: 7, expiresAt });
});

it('refuses to verify without a secret key', () => {
  expect(() => verify(sign(1), { secretKey: [] })).toThrow(InvalidOptionsError);
});

describe('isSignedWith', () => {
  const token = sign(1);

  it('returns whether the signature was made with the key', () => {
    expect(isSignedWith(token, secretKey)).toBe(true);
    expect(isSignedWith(token, `${secretKey} `)).toBe(false);
  });

  it.each(['', '.', 'a', token.slice(0, -1), token.slice(0, token.lastIndexOf('.') + 1)])(
    'returns false for %j',
    (text) => {
      expect(isSignedWith(text, secretKey)).toBe(false);
    },
  );
});
