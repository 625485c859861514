import { describe, expect, it } from 'vitest';
import { errorEnvelope } from './error-envelope.js';

describe('errorEnvelope', () => {
  it('returns the body that the protocol prescribes for a refused call', () => {
    expect(JSON.stringify(errorEnvelope(401))).toBe(
      '{"code":401,"version":1,"error":"Authenticate required!","debug":""}',
    );
  });

  it.each([
    [404, 'Not found'],
    [500, 'Internal server error'],
    [418, 'Error'],
  ])('has a generic text for the status %d', (code, error) => {
    expect(errorEnvelope(code)).toStrictEqual({ code, version: 1, error, debug: '' });
  });

  it('accepts a specific text', () => {
    expect(errorEnvelope(400, 'Too many ids').error).toBe('Too many ids');
  });
});
