import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../test/vectors/imbachat-tokens.json' with { type: 'json' };
import { explainToken, type PageIdentity, type TokenVerdict } from './explain-token.js';

const { secretKey } = vectors;
const now = vectors.now * 1_000;
const HEADER = '{"typ":"JWT","alg":"HS256"}';

const explain = (page: PageIdentity, at = now): TokenVerdict =>
  explainToken(page, { widgetId: '276', secretKey: createSecretKey(secretKey, 'utf8') }, at);

const tokenOf = (claims: string, key = secretKey, header = HEADER): string => {
  const text = [header, claims].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};
const claimsOf = (userId: unknown, exp: unknown = vectors.now + 60): string =>
  JSON.stringify({ exp, user_id: userId });

const problemOf = (page: PageIdentity, at?: number) => {
  const verdict = explain(page, at);
  if (!('problem' in verdict)) throw new Error('Expected a problem.');
  return verdict.problem;
};

describe('explainToken', () => {
  it.each(vectors.valid)('takes the vector $id', ({ token, claims }) => {
    expect(explain({ user_id: claims.user_id, token })).toStrictEqual({
      userId: claims.user_id,
      expiresAt: new Date(claims.exp * 1_000),
    });
  });

  it('takes who gives nothing for a guest', () => {
    expect(explain({})).toStrictEqual({ guest: true });
    expect(explain({ user_id: undefined, token: undefined })).toStrictEqual({ guest: true });
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
    // The legacy vector has its claims in another order, which is all right.
    expect(problemOf({ user_id: 1, token }).code).toBe(code);
  });

  it('says when a token ended, and how long ago', () => {
    const token = tokenOf(claimsOf(1, vectors.now));
    expect(explain({ user_id: 1, token }, now + 999)).toMatchObject({ userId: 1 });
    expect(problemOf({ user_id: 1, token }, now + 300_000).text).toBe(
      'The token ended at 2023-11-14T22:13:20Z, 5 minutes ago.',
    );
  });

  it.each([-1, 8_640_000_000_001, 1e300])('does not fail over the end %d', (exp) => {
    const token = tokenOf(claimsOf(1, exp));
    expect(problemOf({ user_id: 1, token })).toMatchObject({
      code: 'token-claims',
      text: expect.stringContaining('not a time in whole seconds'),
    });
  });

  it('takes the last end that there is', () => {
    const token = tokenOf(claimsOf(1, 8_640_000_000_000));
    expect(explain({ user_id: 1, token })).toMatchObject({ userId: 1 });
    expect(explain({ user_id: 1, token: tokenOf(claimsOf(1, 0)) })).toMatchObject({
      problem: { text: expect.stringContaining('1970-01-01T00:00:00Z') },
    });
  });

  it.each([
    [{ token: 'x' }, 'user-id-missing', 'a token without user_id'],
    [{ user_id: 1 }, 'token-missing', 'user_id 1 and no token'],
    [{ user_id: 1, token: '' }, 'token-missing', 'user_id 1 and token ""'],
    [{ user_id: null, token: null }, 'token-missing', 'user_id null and token null'],
    [{ user_id: 1, token: 'x' }, 'token-malformed', 'has 1 part '],
    [{ user_id: 1, token: 'a.b' }, 'token-malformed', 'has 2 parts '],
    [{ user_id: 1, token: '!.!.!' }, 'token-malformed', 'not an object of JSON'],
    [{ user_id: 1, token: 'a'.repeat(601) }, 'token-too-long', '601 bytes'],
    [{ user_id: 1, token: `${tokenOf(claimsOf(1))}=` }, 'token-malformed', 'padding'],
    [{ user_id: 1, token: tokenOf('{"exp":1.5,"user_id":1}') }, 'token-claims', 'exp is 1.5'],
    [{ user_id: 1, token: tokenOf('{"exp":1,"user_id":1,"iat":1}') }, 'token-claims', 'There is also "iat"'],
    [
      { user_id: 1, token: tokenOf(claimsOf(1), secretKey, '{"typ":"JWT","alg":"HS512"}') },
      'token-algorithm',
      '"HS512"',
    ],
    [{ user_id: 2, token: tokenOf(claimsOf(1)) }, 'user-id-differs', 'user_id 2, the token is for user 1'],
    [{ user_id: '1', token: tokenOf(claimsOf(1)) }, 'user-id-differs', 'user_id "1"'],
    [{ user_id: 1, token: tokenOf(claimsOf(1), 'another key') }, 'token-other-secret', 'another secret key'],
    [
      { user_id: 1, token: tokenOf(claimsOf(1), `${secretKey}276`) },
      'token-other-secret',
      'followed by the widget id',
    ],
    [{ user_id: 1, token: tokenOf(claimsOf(1), `"${secretKey}"`) }, 'token-other-secret', 'quotation marks'],
    [{ user_id: 1, token: tokenOf(claimsOf(1), `${secretKey}\n`) }, 'token-other-secret', 'line break'],
  ])('case %#: %2$s is %3$s', (page, code, words) => {
    const { code: told, text, remedy } = problemOf(page);
    expect(told).toBe(code);
    expect(text).toContain(words);
    expect(remedy).not.toBe('');
  });

  it('tells a number from its text', () => {
    expect(problemOf({ user_id: '1', token: tokenOf(claimsOf(1)) }).remedy).toContain('as a number');
  });

  it('tells neither the key nor the token', () => {
    const token = tokenOf(claimsOf(1), 'another key');
    const told = JSON.stringify([problemOf({ user_id: 1, token }), problemOf({ user_id: undefined, token })]);
    expect(told).not.toContain(secretKey.slice(0, 8));
    expect(told).not.toContain(token.slice(0, 8));
  });
});
