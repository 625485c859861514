import { describe, expect, it } from 'vitest';
import { resolvedImbaChat } from '../../../../test/support/options.js';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import type { ImbaChatOptions } from './imbachat.options.js';
import {
  ExpiredTokenError,
  InvalidTokenError,
  InvalidTokenTtlError,
  signToken,
} from './protocol/user-token.js';
import { InvalidUserNumberError } from './protocol/user-numbers.js';
import { TokenService } from './token.service.js';

const now = 1_700_000_000_000;
const secretKey = 'the-secret-key-of-32-characters-';

const serviceOf = (options: Partial<ImbaChatOptions> = {}): TokenService =>
  new TokenService(resolvedImbaChat({ secretKey, clock: () => now, ...options }));

describe('TokenService', () => {
  const service = serviceOf();

  describe('issue', () => {
    it('signs with the secret key, the lifetime and the clock of the options', () => {
      const ttlSeconds = 90;
      expect(serviceOf({ tokenTtlSeconds: ttlSeconds }).issue(42)).toBe(
        signToken(42, { secretKey, ttlSeconds, now }),
      );
    });

    it('prefers the lifetime of the call', () => {
      expect(service.issue(42, { ttlSeconds: 60 })).toBe(signToken(42, { secretKey, ttlSeconds: 60, now }));
    });

    it('refuses an unusable number and an unusable lifetime', () => {
      expect(() => service.issue(0)).toThrow(InvalidUserNumberError);
      expect(() => service.issue(1, { ttlSeconds: 0 })).toThrow(InvalidTokenTtlError);
    });
  });

  describe('verify', () => {
    it('returns the user and the expiry of a token that it has issued', () => {
      expect(service.verify(service.issue('42', { ttlSeconds: 60 }))).toStrictEqual({
        userId: 42,
        expiresAt: new Date(now + 60_000),
      });
    });

    it('refuses a token of another site, and a token that has expired by the clock of the options', () => {
      const token = service.issue(1, { ttlSeconds: 60 });
      expect(() => serviceOf({ secretKey: `${secretKey}2` }).verify(token)).toThrow(InvalidTokenError);
      expect(() => serviceOf({ clock: () => now + 61_000 }).verify(token)).toThrow(ExpiredTokenError);
      expect(() => service.verify(undefined as unknown as string)).toThrow(InvalidTokenError);
    });
  });

  describe('during a rotation of the secret key', () => {
    const old = 'the-old-secret-key-of-32-characters';
    const rotating = serviceOf({ secretKey: [secretKey, old] });

    it('signs with the first key', () => {
      expect(rotating.issue(1)).toBe(service.issue(1));
    });

    it('verifies with every key', () => {
      expect(rotating.verify(serviceOf({ secretKey: old }).issue(7)).userId).toBe(7);
      expect(rotating.verify(service.issue(8)).userId).toBe(8);
    });
  });

  it.each([
    ['issue', () => new TokenService(null).issue(1)],
    ['verify', () => new TokenService(null).verify(service.issue(1))],
  ])('cannot %s tokens without ImbaChat in the options', (_, call) => {
    expect(call).toThrow(VendorNotConfiguredError);
    expect(call).toThrow(/`imbachat`/);
  });
});
