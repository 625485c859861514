import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../test/vectors/chatbro-signatures.json' with { type: 'json' };
import { explainSignature } from './explain-signature.js';

const KEY = { siteDomain: 'example.com', secretKey: 'a-secret-of-the-tests' };
const ADA = { siteDomain: 'example.com', siteUserExternalId: '1', siteUserFullName: 'Ada' };

const md5 = (...texts: string[]): string => createHash('md5').update(texts.join('')).digest('hex');
const explain = (chat: object, pageHost?: string) => explainSignature({ ...chat }, KEY, pageHost);

describe('explainSignature', () => {
  it('verifies a user', () => {
    const signature = md5('example.com', '1', 'Ada', KEY.secretKey);
    expect(explain({ ...ADA, signature })).toStrictEqual({
      state: 'verified',
      person: { id: '1', name: 'Ada' },
      facts: [
        { label: 'Signature', text: 'right' },
        { label: 'Moderation', text: 'none' },
      ],
      problem: null,
      signed: [
        { label: 'siteDomain', text: 'example.com' },
        { label: 'siteUserExternalId', text: '1' },
        { label: 'siteUserFullName', text: 'Ada' },
        { label: 'secretKey', text: '••••' },
      ],
    });
  });

  it('verifies a guest', () => {
    const view = explain({ siteDomain: 'example.com', signature: md5('example.com', KEY.secretKey) });
    expect(view).toMatchObject({ state: 'guest', person: null, problem: null });
  });

  it.each([
    [['ban', 'delete'], 'bandelete'],
    [['delete', 'ban'], 'deleteban'],
    [[], ''],
  ])('takes the permissions %j in the order in which they are sent', (permissions, text) => {
    const signature = md5('example.com', '1', 'Ada', text, KEY.secretKey);
    expect(explain({ ...ADA, permissions, signature }).state).toBe('verified');
  });

  it.each([
    [{ siteUserExternalId: 1 }, 'field-not-text', 'siteUserExternalId is a value of type number'],
    [{ siteUserAvatarUrl: null }, 'field-not-text', 'siteUserAvatarUrl is null'],
    [{ permissions: ['mute'] }, 'permissions-unknown', '["mute"]'],
    [{ permissions: 'ban' }, 'permissions-unknown', '"ban"'],
    [{ siteDomain: undefined }, 'domain-wrong', 'no siteDomain'],
    [{ siteDomain: 'http://example.com' }, 'domain-wrong', '"http://example.com"'],
    [{}, 'signature-missing', 'no signature'],
    [{ signature: '' }, 'signature-missing', 'no signature'],
    [{ signature: 'abc' }, 'signature-malformed', '"abc"'],
    [{ signature: '0'.repeat(32) }, 'signature-wrong', 'not that of what the page sends'],
    [
      { siteUserFullName: undefined, signature: md5('example.com', '1', KEY.secretKey) },
      'identity-incomplete',
      'no siteUserFullName',
    ],
    [
      { siteUserExternalId: undefined, signature: md5('example.com', 'Ada', KEY.secretKey) },
      'identity-incomplete',
      'no siteUserExternalId',
    ],
  ])('refuses %j with %s', (change, code, words) => {
    expect(explain({ ...ADA, ...change })).toMatchObject({
      state: 'refused',
      person: null,
      problem: { code, text: expect.stringContaining(words) },
    });
  });

  it('says that capitals alone are wrong', () => {
    const signature = md5('example.com', '1', 'Ada', KEY.secretKey).toUpperCase();
    expect(explain({ ...ADA, signature }).problem).toMatchObject({
      code: 'signature-malformed',
      remedy: 'In small letters it is right.',
    });
  });

  it.each([
    ['http://example.com', 'scheme'],
    ['example.com/chat', 'path'],
    ['example.com:3000', 'port'],
    ['Example.com', 'capitals'],
    ['www.example.com', 'www.'],
  ])('says what is wrong with the domain %s, and that all else is right', (siteDomain, words) => {
    const signature = md5(siteDomain, '1', 'Ada', KEY.secretKey);
    const { remedy } = explain({ ...ADA, siteDomain, signature }).problem!;
    expect(remedy).toContain(words);
    expect(remedy).toContain('the signature fits the domain that was sent');
    expect(explain({ ...ADA, siteDomain }).problem!.remedy).not.toContain('fits');
  });

  it('never tells the secret or the right signature', () => {
    const right = md5('example.com', '1', 'Ada', KEY.secretKey);
    for (const signature of [undefined, '', 'abc', '0'.repeat(32), right.toUpperCase().replace('A', 'B')]) {
      const told = JSON.stringify(explain({ ...ADA, signature }));
      expect(told).not.toContain(KEY.secretKey);
      expect(told.toLowerCase()).not.toContain(right);
    }
  });
});

describe('the usual mistake', () => {
  const FULL = {
    siteDomain: 'example.com',
    siteUserExternalId: '1',
    siteUserFullName: `Zoë "Z" O'Neil & <Co>`,
    siteUserAvatarUrl: 'https://example.com/a.png?a=1&b=2',
    siteUserFullNameColor: '#d81818',
    permissions: ['ban', 'delete'],
  };
  const sign = (change: Partial<typeof FULL>, secret = KEY.secretKey, separator = ''): string => {
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
    return md5(
      siteDomain,
      siteUserExternalId,
      siteUserFullName,
      siteUserAvatarUrl,
      siteUserFullNameColor,
      permissions.join(separator),
      secret,
    );
  };
  const texts = (): string[] => [...Object.values(FULL).flat(), KEY.secretKey];
  const html = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

  it.each([
    ['the order delete, ban', sign({ permissions: ['delete', 'ban'] })],
    ['commas between the permissions', sign({}, KEY.secretKey, ',')],
    ['without the permissions', sign({ permissions: [] })],
    ['the domain "https://example.com"', sign({ siteDomain: 'https://example.com' })],
    ['the domain "http://example.com/"', sign({ siteDomain: 'http://example.com/' })],
    ['the domain "example.com:3000"', sign({ siteDomain: 'example.com:3000' })],
    ['the domain "localhost:4321"', sign({ siteDomain: 'localhost:4321' })],
    ['the domain "localhost"', sign({ siteDomain: 'localhost' })],
    ['without the domain', sign({ siteDomain: '' })],
    ['HTML-escaped', sign({ siteUserFullName: html(FULL.siteUserFullName) })],
    ['HTML-escaped', sign({ siteUserFullName: html(FULL.siteUserFullName).replace("'", '&#039;') })],
    ['without siteUserFullNameColor', sign({ siteUserFullNameColor: '' })],
    ['without siteUserAvatarUrl', sign({ siteUserAvatarUrl: '' })],
    ['Unicode form NFD', sign({ siteUserFullName: FULL.siteUserFullName.normalize('NFD') })],
    ['signature of a guest', md5('example.com', KEY.secretKey)],
    ['a line break after it', sign({}, `${KEY.secretKey}\n`)],
    ['quotation marks', sign({}, `"${KEY.secretKey}"`)],
    ['without the secret', sign({}, '')],
    ['the colour "d81818"', sign({ siteUserFullNameColor: 'd81818' })],
    ['the siteUserAvatarUrl "http:', sign({ siteUserAvatarUrl: 'http://example.com/a.png?a=1&b=2' })],
    ['the siteUserAvatarUrl "//example.com', sign({ siteUserAvatarUrl: '//example.com/a.png?a=1&b=2' })],
    ['the siteUserAvatarUrl "/a.png', sign({ siteUserAvatarUrl: '/a.png?a=1&b=2' })],
    ['b=2/"', sign({ siteUserAvatarUrl: `${FULL.siteUserAvatarUrl}/` })],
    ['% codes', sign({ siteUserFullName: encodeURIComponent(FULL.siteUserFullName) })],
    ['% codes', sign({ siteUserFullName: encodeURIComponent(FULL.siteUserFullName).replaceAll('%20', '+') })],
    ['"|" between the fields', md5(texts().join('|'))],
    [
      'the order siteUserFullName, siteUserExternalId',
      sign({ siteUserExternalId: FULL.siteUserFullName, siteUserFullName: '1' }),
    ],
    ['the secret first', md5(KEY.secretKey, ...texts().slice(0, -1))],
    ['right after the domain', md5(FULL.siteDomain, KEY.secretKey, ...texts().slice(1, -1))],
    ['the domain after the identity', md5(...texts().slice(1, -1), FULL.siteDomain, KEY.secretKey)],
    ['an HMAC', createHmac('md5', KEY.secretKey).update(texts().slice(0, -1).join('')).digest('hex')],
    ['Latin-1', createHash('md5').update(texts().join(''), 'latin1').digest('hex')],
  ])('is found: %s', (words, signature) => {
    const { problem } = explain({ ...FULL, signature }, 'localhost:4321');
    expect(problem).toMatchObject({ code: 'signature-wrong', text: expect.stringContaining(words) });
  });

  it('is found in what is sent, too', () => {
    const signature = sign({});
    const escaped = explain({ ...FULL, siteUserFullName: html(FULL.siteUserFullName), signature });
    expect(escaped.problem!.text).toContain('The page sends HTML-escaped text');
    const decomposed = explain({
      ...FULL,
      siteUserFullName: FULL.siteUserFullName.normalize('NFD'),
      signature,
    });
    expect(decomposed.problem!.text).toContain('Unicode form NFC');
    const blank = explain({ ...FULL, siteUserFullName: `${FULL.siteUserFullName} `, signature });
    expect(blank.problem!.text).toContain('blanks');
  });

  it('is not made up', () => {
    const { problem } = explain({ ...FULL, signature: sign({}, 'another secret') });
    expect(problem!.text).toBe('The signature is not that of what the page sends.');
    expect(problem!.remedy).toContain('the secrets differ');
  });
});

describe('the vectors', () => {
  it.each(vectors.signatures)('$id is verified', ({ id, secretKey, ...sent }) => {
    const view = explainSignature(sent, { siteDomain: sent.siteDomain, secretKey });
    expect(view.state).toBe(id.endsWith('-guest') ? 'guest' : 'verified');
  });
});
