import { md5 } from 'nestjs-chat-integration/protocol';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../../test/vectors/chatbro-signatures.json' with { type: 'json' };
import { diagnoseSignature } from '../../diagnosis/diagnose-signature.js';
import { runChecks } from '../check.js';
import { signatureChecks } from './signature-checks.js';

const SETTINGS = { siteDomain: 'example.com', secretKey: 'a-secret-of-the-tests' };
const ADA = { siteDomain: 'example.com', siteUserExternalId: '1', siteUserFullName: 'Ada' };
const sign = (...texts: string[]): string => md5([...texts, SETTINGS.secretKey].join(''));

/** The results that are not passed, by check. */
async function check(
  parameters: object,
  settings = SETTINGS,
  pageHost?: string,
): Promise<Record<string, string>> {
  const chat = { ...parameters };
  const examined = { parameters: chat, diagnosis: diagnoseSignature(chat, settings, pageHost) };
  const { findings } = await runChecks(signatureChecks, examined);
  return Object.fromEntries(
    findings
      .filter(({ status }) => status !== 'passed')
      .map(({ id, status, detail }) => [id, `${status}: ${detail}`]),
  );
}

describe('the signature checks', () => {
  it.each(vectors.signatures)('pass the vector $id', async ({ secretKey, ...sent }) => {
    const { unambiguous: _, ...problems } = await check(sent, { siteDomain: sent.siteDomain, secretKey });
    expect(problems).toEqual({});
  });

  it.each([
    ['a user', { ...ADA, signature: sign('example.com', '1', 'Ada') }],
    ['a guest', { siteDomain: 'example.com', signature: sign('example.com') }],
  ])('pass %s', async (_, parameters) => expect(await check(parameters)).toEqual({}));

  it.each([
    ['fields', 'must be a string', { ...ADA, siteUserExternalId: 1 }],
    ['domain', 'Remove the scheme', { ...ADA, siteDomain: 'https://example.com' }],
    ['signature', '"localhost:3000"', { ...ADA, signature: sign('localhost:3000', '1', 'Ada') }],
    [
      'identity',
      'no siteUserFullName',
      { siteDomain: 'example.com', siteUserExternalId: '1', signature: sign('example.com', '1') },
    ],
  ])('stop at %s with the explanation: %s', async (id, words, parameters) => {
    const problems = Object.entries(await check(parameters, SETTINGS, 'localhost:3000'));
    expect(problems[0]).toEqual([id, expect.stringMatching(/^failed: /)]);
    expect(problems[0]![1]).toContain(words);
    expect(problems.slice(1).every(([, result]) => result.startsWith('skipped'))).toBe(true);
  });

  it('warn about a signature that is valid for another identity too', async () => {
    const signature = sign('example.com', '1', 'Bobdelete');
    const { unambiguous } = await check({ ...ADA, siteUserFullName: 'Bobdelete', signature });
    expect(unambiguous).toMatch(/^warning: .*the right "delete".*"Bob".* Fix: /);
  });

  it('skip the search for other identities in a text that no site signs', async () => {
    const siteUserFullName = 'a'.repeat(10_000);
    const signature = sign('example.com', '1', siteUserFullName);
    const { unambiguous } = await check({ ...ADA, siteUserFullName, signature });
    expect(unambiguous).toBe('skipped: The identity has more than 10000 characters.');
  });
});
