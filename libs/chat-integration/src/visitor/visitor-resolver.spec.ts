import { describe, expect, it } from 'vitest';
import { InvalidUserIdError } from '../users/user-id.js';
import { RequestUserVisitorResolver, UnknownVisitorShapeError } from './visitor-resolver.js';

const resolver = new RequestUserVisitorResolver();

describe('RequestUserVisitorResolver', () => {
  it.each([
    ['request.user', { user: { id: 42 } }],
    ['request.user with an id of text, as in a token', { user: { id: '42' } }],
    ['the raw request of Fastify', { raw: { user: { id: 42 } } }],
    ['the raw request of Fastify beside a null user', { user: null, raw: { user: { id: 42 } } }],
    ['request.user before the raw one', { user: { id: 42 }, raw: { user: { id: 1 } } }],
  ])('takes the visitor from %s', (_, request) => {
    expect(resolver.resolve(request)).toBe(42);
  });

  it.each([{}, { user: null }, { raw: {} }, { raw: { user: null } }])('takes %o for a guest', (request) => {
    expect(resolver.resolve(request)).toBeNull();
  });

  it.each([{ user: {} }, { user: { id: null } }, { user: { sub: 1 } as object }])(
    'asks for a visitorResolver when the user of %o has no id',
    (request) => {
      expect(() => resolver.resolve(request)).toThrow(UnknownVisitorShapeError);
      expect(() => resolver.resolve(request)).toThrow(/`visitorResolver`/);
    },
  );

  it.each(['6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11', '42e01f0e-2f7e-4d53-9b0e-2f8c7d0d9a11', '', 0, '042', {}])(
    'refuses the id %o instead of casting it',
    (id) => {
      expect(() => resolver.resolve({ user: { id } })).toThrow(InvalidUserIdError);
    },
  );
});
