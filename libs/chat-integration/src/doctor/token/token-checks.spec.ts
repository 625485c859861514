import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../../test/vectors/imbachat-tokens.json' with { type: 'json' };
import { examine } from '../check.js';
import { tokenChecks } from './token-checks.js';

const KEY = 'a-secret-key-of-the-tests-0123456789';
const NOW = 1_700_000_000;

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const sign = (text: string, key = KEY): string =>
  `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
const tokenOf = (claims: unknown, header: unknown = { typ: 'JWT', alg: 'HS256' }, key = KEY): string =>
  sign(`${encode(header)}.${encode(claims)}`, key);
const CLAIMS = { exp: NOW + 60, user_id: 7 };

async function complaints(token: string, key = KEY, widgetId?: string): Promise<Record<string, string>> {
  const secretKey = createSecretKey(key, 'utf8');
  const { findings } = await examine(tokenChecks, { token, secretKey, widgetId, now: NOW * 1_000 });
  return Object.fromEntries(
    findings
      .filter(({ status }) => status === 'failed' || status === 'warning')
      .map(({ id, detail }) => [id, detail]),
  );
}

describe('the checks of a token', () => {
  it.each(vectors.valid)('take the vector $id, but for its published key', async ({ token, algFirst }) => {
    for (const each of [token, algFirst ?? token]) {
      expect(Object.keys(await complaints(each, vectors.secretKey))).toEqual(['secret-key']);
    }
  });

  it.each([
    ['expired', ['expiry']],
    ['legacy-key', ['signature']],
    ['none', ['form']],
    ['string-id', ['user-id']],
    ['null-id', ['user-id']],
    ['no-exp', ['claims', 'exp-unit']],
  ])('refuse the vector %s', async (id, checks) => {
    const { token } = vectors.invalid.find((vector) => vector.id === id)!;
    expect(Object.keys(await complaints(token, vectors.secretKey))).toEqual([...checks, 'secret-key']);
  });

  it.each([
    ['a right one', tokenOf(CLAIMS), {}],
    ['two parts', 'a.b', { form: 'got 2' }],
    ['padding', `${tokenOf(CLAIMS)}=`, { form: 'The signature is no base64url.' }],
    ['no JSON', sign(`${encode({ typ: 'JWT', alg: 'HS256' })}.AAAA`), { form: 'The claims is no object' }],
    ['another algorithm', tokenOf(CLAIMS, { alg: 'HS512', typ: 'JWT' }), { algorithm: 'alg is \\"HS512\\"' }],
    ['another type', tokenOf(CLAIMS, { alg: 'HS256' }), { algorithm: 'typ is missing' }],
    ['more in the header', tokenOf(CLAIMS, { alg: 'HS256', typ: 'JWT', kid: 'a' }), { algorithm: 'kid' }],
    ['more claims', tokenOf({ ...CLAIMS, iat: 1 }), { claims: 'There is also \\"iat\\"' }],
    ['no user', tokenOf({ exp: CLAIMS.exp }), { claims: 'user_id is missing', 'user-id': 'missing' }],
    ['a guest', tokenOf({ ...CLAIMS, user_id: 0 }), { 'user-id': 'It is 0' }],
    ['milliseconds', tokenOf({ ...CLAIMS, exp: NOW * 1_000 }), { 'exp-unit': 'milliseconds' }],
    ['half a second', tokenOf({ ...CLAIMS, exp: NOW + 0.5 }), { 'exp-unit': 'It is' }],
    [
      'the past',
      tokenOf({ ...CLAIMS, exp: NOW - 300 }),
      { expiry: 'It ended 2023-11-14T22:08:20Z, 5 minutes ago' },
    ],
    ['another key', tokenOf(CLAIMS, undefined, 'another'), { signature: 'another secret key' }],
    ['the key and a line break', tokenOf(CLAIMS, undefined, `${KEY}\n`), { signature: 'a line break' }],
  ])('say what is wrong with %s', async (_, token, expected) => {
    const found = await complaints(token);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [id, words] of Object.entries(expected)) expect(found[id]).toContain(words);
  });

  it('take the last second', async () =>
    expect(await complaints(tokenOf({ ...CLAIMS, exp: NOW }))).toEqual({}));

  it('hold a token against its limit', async () => {
    const long = tokenOf({ ...CLAIMS, more: 'x'.repeat(600) });
    expect(Object.keys(await complaints(long))).toEqual(['length', 'claims']);
  });

  it('know the key followed by the widget id, where that is given', async () => {
    const token = tokenOf(CLAIMS, undefined, `${KEY}276`);
    expect((await complaints(token, KEY, '276'))['signature']).toContain('the widget id');
    expect((await complaints(token))['signature']).not.toContain('the widget id');
  });

  it('warn of a short key', async () => {
    const key = 'x'.repeat(31);
    expect(await complaints(tokenOf(CLAIMS, undefined, key), key)).toEqual({ 'secret-key': 'It has 31.' });
  });

  it('tell neither key nor token', async () => {
    const token = tokenOf({ ...CLAIMS, user_id: 'x' }, undefined, 'another');
    const told = JSON.stringify(await complaints(token));
    expect(told).not.toContain(KEY);
    expect(told).not.toContain(token.slice(-20));
  });
});
