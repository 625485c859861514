import { describe, expect, it } from 'vitest';
import { cpuGrowth, LINEAR } from '../../../../../test/support/growth.js';
import { findForeignUrl } from './foreign-url.js';
import { type ChatBroIdentity, signedText } from './identity.js';

const AVATAR = 'https://example.com/a.png';
const user = (siteUserFullName: string, fields?: ChatBroIdentity): ChatBroIdentity => ({
  siteUserExternalId: '7',
  siteUserFullName,
  ...fields,
});
const find = (identity: ChatBroIdentity) => findForeignUrl(identity, signedText(identity));

describe('findForeignUrl', () => {
  it.each([
    'Alicehttps://evil.example/p.png',
    'AliceHTTP:evil.example',
    'Alice//evil.example',
    'Alice///evil.example',
    String.raw`Alice\\evil.example`,
    String.raw`Alice/\evil.example`,
    'Alice javascript:alert(1)',
    'Alice javascript: alert(1)',
    'javaſcript:alert(1)',
    'Alice blob:x',
    'Alice intent:#Intent;end',
    'Alice filesystem:x',
    'Alice data:text/html,x',
    'web+x:y',
    'Alice;background:url(x)',
    'Alicejavascript&colon;alert(1)',
    'javascript&#58;alert(1)',
    'javascript&#x03A;alert(1)',
    'javascript&#58alert(1)',
    'Alice&sol;&sol;evil.example',
    'Alice/&#47;evil.example',
    'Alice&bsol;&#92;evil.example',
    'java&Tab;script',
    'java&#10;script',
    'Alice/x" onerror="alert(1)',
    "Alice' style='x",
    'Alice` onload = `x',
    'Alice onerror=alert(1)',
    'Alice/onerror=x',
  ])('finds a URL in the name %j', (name) => {
    expect(find(user(name))).toBeDefined();
    expect(find(user(name, { siteUserAvatarUrl: AVATAR, siteUserProfileUrl: '/7' }))).toBeDefined();
  });

  it.each([
    'Ann / Bob',
    'AC/DC',
    '24/7',
    'Alex (she/her)',
    "Siobhán O'Connor",
    'Dwayne "The Rock" Johnson',
    'Ann =)',
    '=^.^=',
    '12:30',
    ':-)',
    '>:-)',
    'Bob : the builder',
    'A&B',
    'Tom &amp; Jerry',
    'O&#39;Brien',
    'rock&roll;',
    String.raw`¯\_(ツ)_/¯`,
    'Иван: я',
  ])('finds nothing in the name %j', (name) => {
    expect(find(user(name))).toBeUndefined();
    expect(
      find(user(name, { siteUserAvatarUrl: `${AVATAR}?v=1&w=2`, siteUserProfileUrl: '//example.com/7' })),
    ).toBeUndefined();
  });

  it.each([
    'https://example.com:8080/a.png?v=1&size=2#x',
    'http://localhost:3000/a.png',
    'HTTPS://user:pw@example.com/12:30',
    '//example.com/a.png',
    '/a.png',
    'https://example.com/https%3A%2F%2Fevil.example',
    'https://example.com',
    'https://example.com?x',
  ])("finds nothing in the user's own URL %j", (url) => {
    expect(find(user('Ann', { siteUserAvatarUrl: url }))).toBeUndefined();
    expect(find(user('Ann', { siteUserProfileUrl: url, siteUserFullNameColor: '#333333' }))).toBeUndefined();
  });

  it.each([
    'https://example.com/u/https://evil.example/p.png',
    'https://example.com/?next=//evil.example',
    'https://example.com//evil.example',
    'https://example.com/wiki/intent:x',
    '/u/javascript:x',
    '/u/javascript&colon;x',
    '/u/onerror=x',
  ])('finds a URL within the own URL %j', (url) => {
    expect(find(user('Ann', { siteUserAvatarUrl: url }))).toBeDefined();
    expect(find(user('Ann', { siteUserProfileUrl: url }))).toBeDefined();
  });

  it.each<[string, ChatBroIdentity]>([
    ['a name and a path', user('Ann/', { siteUserAvatarUrl: '/evil.example/p.png' })],
    ['a name with a backslash and a path', user('Ann\\', { siteUserProfileUrl: '/evil.example' })],
    ['two paths', user('Ann', { siteUserAvatarUrl: '/a/', siteUserProfileUrl: '/evil.example' })],
    [
      'a host and a colour',
      user('Ann', { siteUserAvatarUrl: '//example.co', siteUserFullNameColor: 'maroon' }),
    ],
    ['a host and a right', user('Ann', { siteUserProfileUrl: 'https://example.com', permissions: ['ban'] })],
    [
      'a host and a URL',
      user('Ann', { siteUserAvatarUrl: '//example.com', siteUserProfileUrl: 'https://x/' }),
    ],
    ['a scheme and a host', user('data:', { siteUserAvatarUrl: '//example.com/' })],
    ['an id and a name', { siteUserExternalId: 'intent', siteUserFullName: ':x' }],
    ['a host and its port', user('Ann', { siteUserAvatarUrl: '//xdata:80/' })],
    ['an id', { siteUserExternalId: 't12:javascript:x', siteUserFullName: 'Ann' }],
  ])('finds a URL that consists of %s', (_, identity) => {
    expect(find(identity)).toBeDefined();
  });

  it.each<[string, ChatBroIdentity]>([
    ['a scheme in an id', { siteUserExternalId: 't9:user:ada1', siteUserFullName: 'Ada' }],
    ['a slash before the own host', user('Ann/', { siteUserAvatarUrl: '//example.com/a.png' })],
    ['a host before a path', user('Ann', { siteUserAvatarUrl: '//example.com', siteUserProfileUrl: '/7' })],
  ])('finds nothing for %s', (_, identity) => {
    expect(find(identity)).toBeUndefined();
  });

  it.each(['a', 'a:', '//', '&#0', "'", ' onx ', '='])('takes linear time for many %j', (piece) => {
    const inputOf = (size: number) => {
      const identity = user(piece.repeat(size / piece.length), {
        siteUserAvatarUrl: AVATAR,
        siteUserProfileUrl: `https://example.com/${'a'.repeat(size)}`,
      });
      return { identity, text: signedText(identity) };
    };
    expect(cpuGrowth(inputOf, ({ identity, text }) => findForeignUrl(identity, text), 4_000)).toBeLessThan(
      LINEAR,
    );
  });
});
