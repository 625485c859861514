import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../test/vectors/imbachat-tokens.json' with { type: 'json' };
import { diagnoseToken, type PageIdentity, type TokenDiagnosis } from './diagnose-token.js';

const { secretKey } = vectors;
const now = vectors.now * 1_000;
const HEADER = '{"typ":"JWT","alg":"HS256"}';

const diagnose = (page: PageIdentity, at = now): TokenDiagnosis =>
  diagnoseToken(page, { widgetId: 276, secretKey }, at);

const tokenOf = (claims: string, key = secretKey, header = HEADER): string => {
  const text = [header, claims].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};
const claimsOf = (userId: unknown, exp: unknown = vectors.now + 60): string =>
  JSON.stringify({ exp, user_id: userId });

const problemOf = (page: PageIdentity, at?: number) => {
  const diagnosis = diagnose(page, at);
  if (!('problem' in diagnosis)) throw new Error('Expected a problem.');
  return diagnosis.problem;
};

describe('diagnoseToken', () => {
  it.each(vectors.valid)('verifies the vector $id', ({ token, claims }) => {
    expect(diagnose({ user_id: claims.user_id, token })).toStrictEqual({
      userNumber: claims.user_id,
      expiresAt: new Date(claims.exp * 1_000),
    });
  });

  it('reports a guest if the page passed nothing', () => {
    expect(diagnose({})).toStrictEqual({ guest: true });
    expect(diagnose({ user_id: undefined, token: undefined })).toStrictEqual({ guest: true });
  });

  it.each([
    ['expired', 'token-expired'],
    ['legacy-key', 'token-other-secret'],
    ['none', 'token-algorithm'],
    ['string-id', 'token-claims'],
    ['null-id', 'token-claims'],
    ['no-exp', 'token-claims'],
  ])('refuses the vector %s with %s', (id, code) => {
    const { token } = vectors.invalid.find((vector) => vector.id === id)!;
    expect(problemOf({ user_id: 1, token }).code).toBe(code);
  });

  it('reports when a token expired, and how long ago', () => {
    const token = tokenOf(claimsOf(1, vectors.now));
    expect(diagnose({ user_id: 1, token }, now + 999)).toMatchObject({ userNumber: 1 });
    expect(problemOf({ user_id: 1, token }, now + 300_000).text).toBe(
      'The token expired at 2023-11-14T22:13:20Z, 5 minutes ago.',
    );
  });

  it.each([-1, 8_640_000_000_001, 1e300])('refuses the expiry %d, which no Date can hold', (exp) => {
    const token = tokenOf(claimsOf(1, exp));
    expect(problemOf({ user_id: 1, token })).toMatchObject({
      code: 'token-claims',
      text: expect.stringContaining('not a Unix time in whole seconds'),
    });
  });

  it('verifies the earliest and the latest expiry that a Date can hold', () => {
    const token = tokenOf(claimsOf(1, 8_640_000_000_000));
    expect(diagnose({ user_id: 1, token })).toMatchObject({ userNumber: 1 });
    expect(diagnose({ user_id: 1, token: tokenOf(claimsOf(1, 0)) })).toMatchObject({
      problem: { text: expect.stringContaining('1970-01-01T00:00:00Z') },
    });
  });

  it.each([
    ['user-id-missing', 'a token but no user_id', { token: 'x' }],
    ['token-missing', 'user_id 1 and no token', { user_id: 1 }],
    ['token-missing', 'user_id 1 and token ""', { user_id: 1, token: '' }],
    ['token-missing', 'user_id null and token null', { user_id: null, token: null }],
    ['token-malformed', 'has 1 part,', { user_id: 1, token: 'x' }],
    ['token-malformed', 'has 2 parts,', { user_id: 1, token: 'a.b' }],
    ['token-malformed', 'not a JSON object', { user_id: 1, token: '!.!.!' }],
    ['token-malformed', 'padding', { user_id: 1, token: `${tokenOf(claimsOf(1))}=` }],
    ['token-too-long', '601 bytes', { user_id: 1, token: 'a'.repeat(601) }],
    ['token-claims', 'exp is 1.5', { user_id: 1, token: tokenOf('{"exp":1.5,"user_id":1}') }],
    ['token-claims', 'Unexpected: "iat"', { user_id: 1, token: tokenOf('{"exp":1,"user_id":1,"iat":1}') }],
    [
      'token-algorithm',
      '"HS512"',
      { user_id: 1, token: tokenOf(claimsOf(1), secretKey, '{"typ":"JWT","alg":"HS512"}') },
    ],
    [
      'user-id-differs',
      'user_id 2, but the token is for user 1',
      { user_id: 2, token: tokenOf(claimsOf(1)) },
    ],
    ['user-id-differs', 'user_id "1"', { user_id: '1', token: tokenOf(claimsOf(1)) }],
    [
      'token-other-secret',
      "not signed with the dashboard's secret key",
      { user_id: 1, token: tokenOf(claimsOf(1), 'another key') },
    ],
    [
      'token-other-secret',
      'followed by the widget id',
      { user_id: 1, token: tokenOf(claimsOf(1), `${secretKey}276`) },
    ],
    ['token-other-secret', 'quotation marks', { user_id: 1, token: tokenOf(claimsOf(1), `"${secretKey}"`) }],
    ['token-other-secret', 'line break', { user_id: 1, token: tokenOf(claimsOf(1), `${secretKey}\n`) }],
  ])('refuses with %s: %s', (code, words, page) => {
    const problem = problemOf(page);
    expect(problem.code).toBe(code);
    expect(problem.text).toContain(words);
    expect(problem.fix).not.toBe('');
  });

  it('explains that user_id must be a number, not its text', () => {
    expect(problemOf({ user_id: '1', token: tokenOf(claimsOf(1)) }).fix).toContain('as a number');
  });

  it('contains neither the key nor the token', () => {
    const token = tokenOf(claimsOf(1), 'another key');
    const text = JSON.stringify([problemOf({ user_id: 1, token }), problemOf({ user_id: undefined, token })]);
    expect(text).not.toContain(secretKey.slice(0, 8));
    expect(text).not.toContain(token.slice(0, 8));
  });
});
