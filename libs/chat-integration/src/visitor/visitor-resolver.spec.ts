import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RequestUserVisitorResolver } from './visitor-resolver.js';

const prototype = Object.prototype as Record<string, unknown>;
const resolve = (request: object) => new RequestUserVisitorResolver().resolve(request);

describe('RequestUserVisitorResolver', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();

  afterEach(() => {
    warn.mockClear();
  });

  it.each([
    ['id', { id: 42 }],
    ['userId, as in many JWT strategies', { userId: 42 }],
    ['sub, as in the claims of a JWT', { sub: 42 }],
    ['id rather than userId and sub', { id: 42, userId: 1, sub: 2 }],
    ['userId rather than sub', { id: null, userId: 42, sub: 2 }],
  ])('reads %s', (_, user) => {
    expect(resolve({ user })).toBe(42);
  });

  it.each([42, '42', 42n, '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11', 0, ''])(
    'returns the id %o as it is',
    (id) => {
      expect(resolve({ user: { id } })).toBe(id);
      expect(warn).not.toHaveBeenCalled();
    },
  );

  it.each([
    ['the raw request of Fastify', { raw: { user: { id: 42 } } }],
    ['the raw request of Fastify if the request itself has null', { user: null, raw: { user: { id: 42 } } }],
    ['the request rather than the raw one', { user: { id: 42 }, raw: { user: { id: 1 } } }],
  ])('reads the user of %s', (_, request) => {
    expect(resolve(request)).toBe(42);
  });

  it.each([{}, { user: null }, { raw: {} }, { raw: { user: null } }])(
    'treats %o as a guest, without a warning',
    (request) => {
      expect(resolve(request)).toBeNull();
      expect(warn).not.toHaveBeenCalled();
    },
  );

  it.each([
    [{}, 'nothing'],
    [{ id: null }, 'id'],
    [{ memberId: 42, secret: 'hunter2' }, 'memberId, secret'],
    [true, 'nothing'],
  ])('treats a user of another shape as a guest and logs its property names: %o', (user, names) => {
    expect(resolve({ user }) ?? null).toBeNull();
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining(`in request.user but got ${names}. The visitor is treated as a guest.`),
    );
    expect(warn.mock.calls.join()).toContain('Fix: set the option `visitorResolver`');
    expect(warn.mock.calls.join()).not.toContain('hunter2');
  });

  it.each(['user', 'raw', 'id', 'userId', 'sub'])(
    'signs nobody in with the property %s of a polluted Object.prototype',
    (name) => {
      const value = name === 'user' ? { id: 1 } : name === 'raw' ? { user: { id: 1 } } : 1;
      Object.defineProperty(prototype, name, { value, configurable: true });
      try {
        expect(resolve({}) ?? null).toBeNull();
        expect(resolve({ user: {} }) ?? null).toBeNull();
      } finally {
        delete prototype[name];
      }
    },
  );

  it('logs a user of another shape once', () => {
    const resolver = new RequestUserVisitorResolver();
    resolver.resolve({ user: {} });
    resolver.resolve({ user: {} });
    expect(warn).toHaveBeenCalledOnce();
  });
});
