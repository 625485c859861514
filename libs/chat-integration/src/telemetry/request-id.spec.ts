import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

describe('requestIdOf', () => {
  it('returns the id of the server', () => {
    expect(requestIdOf({ id: 'req-1', headers: { 'x-request-id': 'other' } })).toBe('req-1');
  });

  it("returns the proxy's id if the server has none", () => {
    expect(requestIdOf({ headers: { 'x-request-id': '7f3a:9' } })).toBe('7f3a:9');
  });

  it('generates one id for a request without an id', () => {
    const request = { headers: {} };
    const id = requestIdOf(request);
    expect(id).toMatch(UUID);
    expect(requestIdOf(request)).toBe(id);
    expect(requestIdOf({ headers: {} })).not.toBe(id);
  });

  it.each(['', 'a\nERROR fake', 'a b', '<b>', '\u202e', 'x'.repeat(129), ['a'], 5])(
    'never returns %j',
    (given) => {
      expect(requestIdOf({ id: given, headers: { 'x-request-id': given } })).toMatch(UUID);
    },
  );
});
