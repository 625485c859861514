import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resolvedImbaChat, thrownBy } from '../../../../test/support/options.js';
import vectors from '../../../../test/vectors/imbachat-tokens.json' with { type: 'json' };
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import { InvalidUserIdError, MAX_USER_ID } from '../users/user-id.js';
import type { ImbaChatOptions } from './imbachat.options.js';
import {
  ExpiredTokenError,
  InvalidTokenError,
  InvalidTokenTtlError,
  type IssueTokenOptions,
  TokenService,
} from './token.service.js';

const { now, secretKey } = vectors;

const serviceOf = (options: Partial<ImbaChatOptions> = {}): TokenService =>
  new TokenService(resolvedImbaChat({ secretKey, clock: () => now * 1000, ...options }));

const encode = (text: string): string => Buffer.from(text).toString('base64url');

function signed(
  claims: string,
  key = secretKey,
  header = '{"alg":"HS256","typ":"JWT"}',
  hash = 'sha256',
): string {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${createHmac(hash, key).update(content).digest('base64url')}`;
}

const claimsOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

describe('TokenService', () => {
  const service = serviceOf();

  describe('issue', () => {
    it.each(vectors.valid)('makes the vector $id', ({ claims, algFirst }) => {
      const token = service.issue(1, { ttlSeconds: claims.exp - now });
      expect(claimsOf(token)).toStrictEqual(claims);
      expect(algFirst ?? token).toBe(token);
    });

    it('signs HS256 with the bytes of the secret key and says nothing but exp and user_id', () => {
      const key = 'ключ-🔑-of-more-than-16-bytes';
      expect(serviceOf({ secretKey: key }).issue(42, { ttlSeconds: 60 })).toBe(
        signed(`{"exp":${now + 60},"user_id":42}`, key),
      );
    });

    it('is valid for seven hours unless told otherwise', () => {
      expect(claimsOf(service.issue(1))).toStrictEqual({ exp: now + 25_200, user_id: 1 });
      expect(claimsOf(serviceOf({ tokenTtlSeconds: 90 }).issue(1))).toStrictEqual({
        exp: now + 90,
        user_id: 1,
      });
    });

    it('takes the canonical text of an id and signs a number', () => {
      expect(claimsOf(service.issue('42'))).toStrictEqual({ exp: now + 25_200, user_id: 42 });
    });

    it('is short enough for the vendor, whatever the id and the lifetime', () => {
      expect(service.issue(MAX_USER_ID, { ttlSeconds: 2_592_000 }).length).toBeLessThan(600);
    });

    it.each(vectors.refusedUserIds)('refuses the user id %o', (userId) => {
      expect(() => service.issue(userId as number)).toThrow(InvalidUserIdError);
    });

    it.each(['3600', '1h', Number.NaN, 0, -1, 1.5, 2_592_001, Infinity, true, {}, 3600n, Symbol('1')])(
      'refuses the lifetime %o and says what one is',
      (ttlSeconds) => {
        const issue = () => service.issue(1, { ttlSeconds } as IssueTokenOptions);
        expect(issue).toThrow(InvalidTokenTtlError);
        expect(issue).toThrow(
          /^Expected ttlSeconds to be an integer from 1 to 2592000 .* needs Number\(\)\.$/,
        );
      },
    );

    it.each([1, 2_592_000])('takes a lifetime of %d seconds', (ttlSeconds) => {
      expect(claimsOf(service.issue(1, { ttlSeconds }))).toStrictEqual({ exp: now + ttlSeconds, user_id: 1 });
    });

    it('says that a lifetime of text is text', () => {
      const error = thrownBy(() => service.issue(1, { ttlSeconds: '3600' as never }));
      expect(error).toHaveProperty('message', expect.stringContaining('got the string "3600".'));
    });

    it('counts whole seconds of its clock', () => {
      const clock = () => now * 1000 + 999;
      expect(claimsOf(serviceOf({ clock }).issue(1, { ttlSeconds: 1 }))).toStrictEqual({
        exp: now + 1,
        user_id: 1,
      });
    });
  });

  describe('verify', () => {
    it.each(vectors.valid)(
      'takes the vector $id, alg first or not',
      ({ token, algFirst = token, claims }) => {
        const verified = { userId: claims.user_id, expiresAt: new Date(claims.exp * 1000) };
        expect(service.verify(token)).toStrictEqual(verified);
        expect(service.verify(algFirst)).toStrictEqual(verified);
      },
    );

    it.each(vectors.invalid)('refuses the vector $id: $why', ({ id, token }) => {
      expect(() => service.verify(token)).toThrow(id === 'expired' ? ExpiredTokenError : InvalidTokenError);
    });

    it('takes what it has issued', () => {
      expect(service.verify(service.issue(42, { ttlSeconds: 60 }))).toStrictEqual({
        userId: 42,
        expiresAt: new Date((now + 60) * 1000),
      });
    });

    it('takes a token up to the very second of its end, as the vendor does', () => {
      const token = signed(`{"exp":${now},"user_id":1}`);
      const at = (milliseconds: number) => serviceOf({ clock: () => now * 1000 + milliseconds });
      expect(at(0).verify(token).userId).toBe(1);
      expect(at(999).verify(token).userId).toBe(1);
      const error = thrownBy(() => at(1000).verify(token));
      expect(error).toBeInstanceOf(ExpiredTokenError);
      expect(error).toMatchObject({ code: 'ERR_CHAT_TOKEN_EXPIRED', expiredAt: new Date(now * 1000) });
    });

    it.each([
      ['another key', signed(`{"exp":${now},"user_id":1}`, 'another-secret-key-of-32-characters')],
      ['an empty key', signed(`{"exp":${now},"user_id":1}`, '')],
      ['the key followed by the widget id', signed(`{"exp":${now},"user_id":1}`, `${secretKey}276`)],
      ['HS512', signed(`{"exp":${now},"user_id":1}`, secretKey, '{"alg":"HS512","typ":"JWT"}', 'sha512')],
      ['a further claim', signed(`{"exp":${now},"user_id":1,"iat":${now}}`)],
      ['a claim that stands twice', signed(`{"exp":${now},"user_id":2,"user_id":1}`)],
      ['an end that is text', signed(`{"exp":"${now}","user_id":1}`)],
      ['no end', signed('{"exp":null,"user_id":1}')],
      ['an id of ten digits', signed(`{"exp":${now},"user_id":1000000000}`)],
    ])('refuses a token with %s', (_, token) => {
      expect(() => service.verify(token)).toThrow(InvalidTokenError);
    });

    it('refuses every token that differs from a valid one in one character', () => {
      const token = service.issue(1);
      const mutants = ['A', 'Q', '0', '.', '=', ''].flatMap((character) =>
        Array.from(token, (_, at) => token.slice(0, at) + character + token.slice(at + 1)),
      );
      const accepted = mutants.filter((mutant) => {
        try {
          return service.verify(mutant);
        } catch {
          return false;
        }
      });
      expect(new Set(accepted)).toEqual(new Set([token]));
    });

    it.each([undefined, null, 1, {}, ['a.b.c'], ''])('refuses %o', (token) => {
      expect(() => service.verify(token as string)).toThrow(InvalidTokenError);
    });

    it('tells nothing about the token or the key when it refuses', () => {
      const token = signed(`{"exp":${now},"user_id":1}`, 'another-secret-key-of-32-characters');
      const { message } = thrownBy(() => service.verify(token)) as Error;
      expect(message).not.toContain(token.slice(0, 10));
      expect(message).not.toContain(secretKey);
    });
  });

  describe('during a rotation of the secret key', () => {
    const old = 'the-old-secret-key-of-32-characters';
    const rotating = serviceOf({ secretKey: [secretKey, old] });

    it('signs with the first key', () => {
      expect(service.verify(rotating.issue(1)).userId).toBe(1);
      expect(() => serviceOf({ secretKey: old }).verify(rotating.issue(1))).toThrow(InvalidTokenError);
    });

    it('verifies with every key', () => {
      expect(rotating.verify(serviceOf({ secretKey: old }).issue(7)).userId).toBe(7);
      expect(rotating.verify(service.issue(8)).userId).toBe(8);
    });
  });

  describe('without ImbaChat in the options', () => {
    const unconfigured = new TokenService(null);

    it.each([
      ['issue', () => unconfigured.issue(1)],
      ['verify', () => unconfigured.verify(vectors.valid[0]!.token)],
    ])('cannot %s', (_, act) => {
      expect(act).toThrow(VendorNotConfiguredError);
      expect(act).toThrow(/`imbachat`/);
    });
  });
});
