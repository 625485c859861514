import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

describe('requestIdOf', () => {
  it('is the id that the server has given', () => {
    expect(requestIdOf({ id: 'req-1', headers: { 'x-request-id': 'other' } })).toBe('req-1');
  });

  it("is the proxy's where the server gives none", () => {
    expect(requestIdOf({ headers: { 'x-request-id': '7f3a:9' } })).toBe('7f3a:9');
  });

  it('is made once for a request that has none', () => {
    const request = { headers: {} };
    const id = requestIdOf(request);
    expect(id).toMatch(UUID);
    expect(requestIdOf(request)).toBe(id);
    expect(requestIdOf({ headers: {} })).not.toBe(id);
  });

  it.each(['', 'a\nERROR fake', 'a b', '<b>', '\u202e', 'x'.repeat(129), ['a'], 5])(
    'is never %j',
    (given) => {
      expect(requestIdOf({ id: given, headers: { 'x-request-id': given } })).toMatch(UUID);
    },
  );
});
