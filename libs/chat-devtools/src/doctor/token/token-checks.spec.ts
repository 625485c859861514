import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../../test/vectors/imbachat-tokens.json' with { type: 'json' };
import { runChecks } from '../check.js';
import { tokenChecks } from './token-checks.js';

const KEY = 'a-secret-key-of-the-tests-0123456789';
const NOW = 1_700_000_000;

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const sign = (text: string, key = KEY): string =>
  `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
const tokenOf = (claims: unknown, header: unknown = { typ: 'JWT', alg: 'HS256' }, key = KEY): string =>
  sign(`${encode(header)}.${encode(claims)}`, key);
const CLAIMS = { exp: NOW + 60, user_id: 7 };

/** The details of the warnings and failures, by check. */
async function problemsOf(
  token: string,
  secretKey = KEY,
  widgetId?: string,
): Promise<Record<string, string>> {
  const { findings } = await runChecks(tokenChecks, { token, secretKey, widgetId, now: NOW * 1_000 });
  return Object.fromEntries(
    findings
      .filter(({ status }) => status === 'failed' || status === 'warning')
      .map(({ id, detail }) => [id, detail]),
  );
}

describe('the token checks', () => {
  it.each(vectors.valid)('pass the vector $id, except for its published key', async ({ token, algFirst }) => {
    for (const each of [token, algFirst ?? token]) {
      expect(Object.keys(await problemsOf(each, vectors.secretKey))).toEqual(['secret-key']);
    }
  });

  it.each([
    ['expired', ['expiry']],
    ['legacy-key', ['signature']],
    ['none', ['form']],
    ['string-id', ['user-id']],
    ['null-id', ['user-id']],
    ['no-exp', ['claims', 'exp-unit']],
  ])('fail the vector %s', async (id, checks) => {
    const { token } = vectors.invalid.find((vector) => vector.id === id)!;
    expect(Object.keys(await problemsOf(token, vectors.secretKey))).toEqual([...checks, 'secret-key']);
  });

  it.each([
    ['a correct token', tokenOf(CLAIMS), {}],
    ['two parts', 'a.b', { form: 'but got 2' }],
    ['padding', `${tokenOf(CLAIMS)}=`, { form: 'The signature is not base64url.' }],
    [
      'no JSON',
      sign(`${encode({ typ: 'JWT', alg: 'HS256' })}.AAAA`),
      { form: 'The claims are not a JSON object.' },
    ],
    ['another algorithm', tokenOf(CLAIMS, { alg: 'HS512', typ: 'JWT' }), { algorithm: 'alg is "HS512"' }],
    ['another type', tokenOf(CLAIMS, { alg: 'HS256' }), { algorithm: 'typ is missing' }],
    ['more in the header', tokenOf(CLAIMS, { alg: 'HS256', typ: 'JWT', kid: 'a' }), { algorithm: 'kid' }],
    ['more claims', tokenOf({ ...CLAIMS, iat: 1 }), { claims: 'Unexpected: "iat"' }],
    ['no user', tokenOf({ exp: CLAIMS.exp }), { claims: 'user_id is missing', 'user-id': 'missing' }],
    ['a guest', tokenOf({ ...CLAIMS, user_id: 0 }), { 'user-id': 'It is 0' }],
    ['milliseconds', tokenOf({ ...CLAIMS, exp: NOW * 1_000 }), { 'exp-unit': 'milliseconds' }],
    ['a negative time', tokenOf({ ...CLAIMS, exp: -1e20 }), { 'exp-unit': 'It is -1' }],
    ['half a second', tokenOf({ ...CLAIMS, exp: NOW + 0.5 }), { 'exp-unit': 'It is' }],
    [
      'an expired token',
      tokenOf({ ...CLAIMS, exp: NOW - 300 }),
      { expiry: 'It expired at 2023-11-14T22:08:20Z, 5 minutes ago' },
    ],
    [
      'another key',
      tokenOf(CLAIMS, undefined, 'another'),
      { signature: "not signed with the dashboard's secret key" },
    ],
    ['the key and a line break', tokenOf(CLAIMS, undefined, `${KEY}\n`), { signature: 'line break' }],
  ])('explain what is wrong with %s', async (_, token, expected) => {
    const found = await problemsOf(token);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [id, words] of Object.entries(expected)) expect(found[id]).toContain(words);
  });

  it('pass a token in its last second', async () =>
    expect(await problemsOf(tokenOf({ ...CLAIMS, exp: NOW }))).toEqual({}));

  it('fail a token that is too long', async () => {
    const long = tokenOf({ ...CLAIMS, more: 'x'.repeat(600) });
    expect(Object.keys(await problemsOf(long))).toEqual(['length', 'claims']);
  });

  it('recognize the scheme before 2019 if the widget id is given', async () => {
    const token = tokenOf(CLAIMS, undefined, `${KEY}276`);
    expect((await problemsOf(token, KEY, '276'))['signature']).toContain('the widget id');
    expect((await problemsOf(token))['signature']).not.toContain('the widget id');
  });

  it('warn about a short key', async () => {
    const key = 'x'.repeat(31);
    expect(await problemsOf(tokenOf(CLAIMS, undefined, key), key)).toEqual({
      'secret-key': 'It has 31 bytes.',
    });
  });

  it('report neither the key nor the token', async () => {
    const token = tokenOf({ ...CLAIMS, user_id: 'x' }, undefined, 'another');
    const text = JSON.stringify(await problemsOf(token));
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(token.slice(-20));
  });
});
