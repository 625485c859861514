import { createHmac } from 'node:crypto';
import { md5 } from 'nestjs-chat-integration/protocol';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../test/vectors/chatbro-signatures.json' with { type: 'json' };
import { diagnoseSignature } from './diagnose-signature.js';

const SETTINGS = { siteDomain: 'example.com', secretKey: 'a-secret-of-the-tests' };
const ADA = { siteDomain: 'example.com', siteUserExternalId: '1', siteUserFullName: 'Ada' };

const md5Of = (...texts: string[]): string => md5(texts.join(''));
const diagnose = (chat: object, pageHost?: string) => diagnoseSignature({ ...chat }, SETTINGS, pageHost);

describe('diagnoseSignature', () => {
  it('verifies a user', () => {
    const signature = md5Of('example.com', '1', 'Ada', SETTINGS.secretKey);
    expect(diagnose({ ...ADA, signature })).toStrictEqual({
      state: 'verified',
      user: { id: '1', name: 'Ada' },
      facts: [
        { label: 'Signature', text: 'valid' },
        { label: 'Moderation', text: 'none' },
      ],
      problem: null,
      signedFields: [
        { label: 'siteDomain', text: 'example.com' },
        { label: 'siteUserExternalId', text: '1' },
        { label: 'siteUserFullName', text: 'Ada' },
        { label: 'secretKey', text: '••••' },
      ],
    });
  });

  it('verifies a guest', () => {
    const diagnosis = diagnose({
      siteDomain: 'example.com',
      signature: md5Of('example.com', SETTINGS.secretKey),
    });
    expect(diagnosis).toMatchObject({ state: 'guest', user: null, problem: null });
  });

  it.each([
    [['ban', 'delete'], 'bandelete'],
    [['delete', 'ban'], 'deleteban'],
    [[], ''],
  ])('verifies the permissions %j in the order in which they are sent', (permissions, text) => {
    const signature = md5Of('example.com', '1', 'Ada', text, SETTINGS.secretKey);
    expect(diagnose({ ...ADA, permissions, signature }).state).toBe('verified');
  });

  it.each([
    [
      { siteUserExternalId: 1 },
      'field-not-text',
      'siteUserExternalId must be a string, but is of type number',
    ],
    [{ siteUserAvatarUrl: null }, 'field-not-text', 'siteUserAvatarUrl must be a string, but is null'],
    [{ permissions: ['mute'] }, 'permissions-unknown', '["mute"]'],
    [{ permissions: 'ban' }, 'permissions-unknown', '"ban"'],
    [{ siteDomain: undefined }, 'domain-wrong', 'no siteDomain'],
    [{ siteDomain: 'http://example.com' }, 'domain-wrong', '"http://example.com"'],
    [{}, 'signature-missing', 'no signature'],
    [{ signature: '' }, 'signature-missing', 'no signature'],
    [{ signature: 'abc' }, 'signature-malformed', '"abc"'],
    [{ signature: '0'.repeat(32) }, 'signature-wrong', 'does not match what the page sends'],
    [
      { siteUserFullName: undefined, signature: md5Of('example.com', '1', SETTINGS.secretKey) },
      'identity-incomplete',
      'no siteUserFullName',
    ],
    [
      { siteUserExternalId: undefined, signature: md5Of('example.com', 'Ada', SETTINGS.secretKey) },
      'identity-incomplete',
      'no siteUserExternalId',
    ],
  ])('refuses %j with %s', (change, code, words) => {
    expect(diagnose({ ...ADA, ...change })).toMatchObject({
      state: 'refused',
      user: null,
      problem: { code, text: expect.stringContaining(words) },
    });
  });

  it('explains that a signature is valid apart from its upper case', () => {
    const signature = md5Of('example.com', '1', 'Ada', SETTINGS.secretKey).toUpperCase();
    expect(diagnose({ ...ADA, signature }).problem).toMatchObject({
      code: 'signature-malformed',
      fix: 'Convert it to lower case; apart from that it is valid.',
    });
  });

  it.each([
    ['http://example.com', 'scheme'],
    ['example.com/chat', 'path'],
    ['example.com:3000', 'port'],
    ['Example.com', 'Only the case differs'],
    ['www.example.com', 'www.'],
  ])(
    'explains what is wrong with the domain %s, and that everything else is correct',
    (siteDomain, words) => {
      const signature = md5Of(siteDomain, '1', 'Ada', SETTINGS.secretKey);
      const { fix } = diagnose({ ...ADA, siteDomain, signature }).problem!;
      expect(fix).toContain(words);
      expect(fix).toContain('the signature matches the domain that was sent');
      expect(diagnose({ ...ADA, siteDomain }).problem!.fix).not.toContain('matches');
    },
  );

  it('never contains the secret or the correct signature', () => {
    const correct = md5Of('example.com', '1', 'Ada', SETTINGS.secretKey);
    for (const signature of [undefined, '', 'abc', '0'.repeat(32), correct.toUpperCase().replace('A', 'B')]) {
      const text = JSON.stringify(diagnose({ ...ADA, signature }));
      expect(text).not.toContain(SETTINGS.secretKey);
      expect(text.toLowerCase()).not.toContain(correct);
    }
  });
});

describe('the hint about a common mistake', () => {
  const FULL = {
    siteDomain: 'example.com',
    siteUserExternalId: '1',
    siteUserFullName: `Zoë "Z" O'Neil & <Co>`,
    siteUserAvatarUrl: 'https://example.com/a.png?a=1&b=2',
    siteUserFullNameColor: '#d81818',
    permissions: ['ban', 'delete'],
  };
  const sign = (change: Partial<typeof FULL>, secret = SETTINGS.secretKey, separator = ''): string => {
    const {
      siteDomain,
      siteUserExternalId,
      siteUserFullName,
      siteUserAvatarUrl,
      siteUserFullNameColor,
      permissions,
    } = {
      ...FULL,
      ...change,
    };
    return md5Of(
      siteDomain,
      siteUserExternalId,
      siteUserFullName,
      siteUserAvatarUrl,
      siteUserFullNameColor,
      permissions.join(separator),
      secret,
    );
  };
  const texts = (): string[] => [...Object.values(FULL).flat(), SETTINGS.secretKey];
  const html = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

  it.each([
    ['the order delete, ban', sign({ permissions: ['delete', 'ban'] })],
    ['commas between the permissions', sign({}, SETTINGS.secretKey, ',')],
    ['without the permissions', sign({ permissions: [] })],
    ['the domain "https://example.com"', sign({ siteDomain: 'https://example.com' })],
    ['the domain "http://example.com/"', sign({ siteDomain: 'http://example.com/' })],
    ['the domain "example.com:3000"', sign({ siteDomain: 'example.com:3000' })],
    ['the domain "localhost:4321"', sign({ siteDomain: 'localhost:4321' })],
    ['the domain "localhost"', sign({ siteDomain: 'localhost' })],
    ['without the domain', sign({ siteDomain: '' })],
    ['over HTML-escaped', sign({ siteUserFullName: html(FULL.siteUserFullName) })],
    ['over HTML-escaped', sign({ siteUserFullName: html(FULL.siteUserFullName).replace("'", '&#039;') })],
    ['without siteUserFullNameColor', sign({ siteUserFullNameColor: '' })],
    ['without siteUserAvatarUrl', sign({ siteUserAvatarUrl: '' })],
    ['Unicode form NFD', sign({ siteUserFullName: FULL.siteUserFullName.normalize('NFD') })],
    ['signature of a guest', md5Of('example.com', SETTINGS.secretKey)],
    ['a line break after the secret', sign({}, `${SETTINGS.secretKey}\n`)],
    ['quotation marks', sign({}, `"${SETTINGS.secretKey}"`)],
    ['without the secret', sign({}, '')],
    ['the siteUserFullNameColor "d81818"', sign({ siteUserFullNameColor: 'd81818' })],
    ['the siteUserAvatarUrl "http:', sign({ siteUserAvatarUrl: 'http://example.com/a.png?a=1&b=2' })],
    ['the siteUserAvatarUrl "//example.com', sign({ siteUserAvatarUrl: '//example.com/a.png?a=1&b=2' })],
    ['the siteUserAvatarUrl "/a.png', sign({ siteUserAvatarUrl: '/a.png?a=1&b=2' })],
    ['b=2/"', sign({ siteUserAvatarUrl: `${FULL.siteUserAvatarUrl}/` })],
    ['percent-encoded', sign({ siteUserFullName: encodeURIComponent(FULL.siteUserFullName) })],
    [
      'percent-encoded',
      sign({ siteUserFullName: encodeURIComponent(FULL.siteUserFullName).replaceAll('%20', '+') }),
    ],
    ['"|" between the fields', md5Of(texts().join('|'))],
    [
      'the order siteUserFullName, siteUserExternalId',
      sign({ siteUserExternalId: FULL.siteUserFullName, siteUserFullName: '1' }),
    ],
    ['the secret first', md5Of(SETTINGS.secretKey, ...texts().slice(0, -1))],
    [
      'the secret directly after the domain',
      md5Of(FULL.siteDomain, SETTINGS.secretKey, ...texts().slice(1, -1)),
    ],
    ['the domain after the identity', md5Of(...texts().slice(1, -1), FULL.siteDomain, SETTINGS.secretKey)],
    ['an HMAC', createHmac('md5', SETTINGS.secretKey).update(texts().slice(0, -1).join('')).digest('hex')],
    ['Latin-1', md5(Buffer.from(texts().join(''), 'latin1'))],
  ])('explains a signature that was computed over a variant: %s', (words, signature) => {
    const { problem } = diagnose({ ...FULL, signature }, 'localhost:4321');
    expect(problem).toMatchObject({ code: 'signature-wrong', text: expect.stringContaining(words) });
  });

  it('explains text that was changed after it was signed', () => {
    const signature = sign({});
    const escaped = diagnose({ ...FULL, siteUserFullName: html(FULL.siteUserFullName), signature });
    expect(escaped.problem!.text).toContain('the page sends HTML-escaped text');
    const decomposed = diagnose({
      ...FULL,
      siteUserFullName: FULL.siteUserFullName.normalize('NFD'),
      signature,
    });
    expect(decomposed.problem!.text).toContain('Unicode form NFC');
    const extraSpace = diagnose({ ...FULL, siteUserFullName: `${FULL.siteUserFullName} `, signature });
    expect(extraSpace.problem!.text).toContain('spaces');
  });

  it('is absent if no common mistake explains the signature', () => {
    const { problem } = diagnose({ ...FULL, signature: sign({}, 'another secret') });
    expect(problem!.text).toBe('The signature does not match what the page sends.');
    expect(problem!.fix).toContain('the secrets differ');
  });

  it('is absent for a text that no site signs, because every mistake is tried', () => {
    const textOf = (length: number): string => {
      const name = 'a'.repeat(length);
      const signature = sign({ siteUserFullName: name }, `${SETTINGS.secretKey}\n`);
      return diagnose({ ...FULL, siteUserFullName: name, signature }).problem!.text;
    };
    expect(textOf(9_000)).toContain('a line break after the secret');
    expect(textOf(10_000)).toBe('The signature does not match what the page sends.');
  });
});

describe('the test vectors', () => {
  it.each(vectors.signatures)('include $id, which is valid', ({ id, secretKey, ...sent }) => {
    const diagnosis = diagnoseSignature(sent, { siteDomain: sent.siteDomain, secretKey });
    expect(diagnosis.state).toBe(id.endsWith('-guest') ? 'guest' : 'verified');
  });
});
