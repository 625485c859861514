import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../../test/vectors/chatbro-signatures.json' with { type: 'json' };
import { examine } from '../check.js';
import { signatureChecks, signedFields } from './signature-checks.js';

const KEY = { siteDomain: 'example.com', secretKey: 'a-secret-of-the-tests' };
const ADA = { siteDomain: 'example.com', siteUserExternalId: '1', siteUserFullName: 'Ada' };
const md5 = (...texts: string[]): string => createHash('md5').update(texts.join('')).digest('hex');

async function look(parameters: object, key = KEY, pageHost?: string): Promise<Record<string, string>> {
  const { findings } = await examine(signatureChecks, { parameters: { ...parameters }, key, pageHost });
  return Object.fromEntries(
    findings
      .filter(({ status }) => status !== 'passed')
      .map(({ id, status, detail }) => [id, `${status}: ${detail}`]),
  );
}

describe('the checks of a signature', () => {
  it.each(vectors.signatures)('take the vector $id', async ({ secretKey, ...sent }) => {
    const found = await look(sent, { siteDomain: sent.siteDomain, secretKey });
    expect(Object.keys(found).filter((id) => id !== 'one-reading')).toEqual([]);
  });

  it.each([
    ['a user', { ...ADA, signature: md5('example.com', '1', 'Ada', KEY.secretKey) }],
    ['a guest', { siteDomain: 'example.com', signature: md5('example.com', KEY.secretKey) }],
  ])('take %s', async (_, parameters) => expect(await look(parameters)).toEqual({}));

  it.each([
    ['fields', { ...ADA, siteUserExternalId: 1 }, 'not text'],
    ['domain', { ...ADA, siteDomain: 'https://example.com' }, 'Take the scheme away'],
    [
      'signature',
      { ...ADA, signature: md5('localhost:3000', '1', 'Ada', KEY.secretKey) },
      '"localhost:3000"',
    ],
    [
      'identity',
      {
        siteDomain: 'example.com',
        siteUserExternalId: '1',
        signature: md5('example.com', '1', KEY.secretKey),
      },
      'no siteUserFullName',
    ],
  ])('complain at %s, and look no further', async (id, parameters, words) => {
    const [[first, verdict], ...others] = Object.entries(await look(parameters, KEY, 'localhost:3000')) as [
      [string, string],
      ...[string, string][],
    ];
    expect(first).toBe(id);
    expect(verdict).toMatch(/^failed: /);
    expect(verdict).toContain(words);
    expect(others.every(([, other]) => other.startsWith('skipped'))).toBe(true);
  });

  it('warn of a signature that stands for somebody else too', async () => {
    const signature = md5('example.com', '1', 'Bobdelete', KEY.secretKey);
    const found = await look({ ...ADA, siteUserFullName: 'Bobdelete', signature });
    expect(found['one-reading']).toMatch(/^warning: .*the right "delete".*"Bob"/);
  });

  it('show what is signed, the secret masked', () => {
    const signed = signedFields({ parameters: { ...ADA, permissions: ['ban'] }, key: KEY });
    expect(signed.map(({ label, text }) => `${label}=${text}`)).toEqual([
      'siteDomain=example.com',
      'siteUserExternalId=1',
      'siteUserFullName=Ada',
      'permissions=ban',
      'secretKey=••••',
    ]);
  });
});
