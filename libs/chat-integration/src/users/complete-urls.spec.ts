import { describe, expect, it } from 'vitest';
import { checkFields, type LeftOut } from './check-user-fields.js';
import { completeUrlsWith, isSiteUrl } from './complete-urls.js';

function complete(siteUrl: string, fields: object) {
  const leftOut: LeftOut = [];
  const user = checkFields(fields, 1, 'Ada', leftOut);
  completeUrlsWith(siteUrl)(user, leftOut);
  return { user, leftOut };
}

describe('completeUrlsWith', () => {
  it.each([
    ['https://example.com', '/a.png?v=1', 'https://example.com/a.png?v=1'],
    ['https://example.com/', 'a.png', 'https://example.com/a.png'],
    ['https://example.com', 'images/a.png', 'https://example.com/images/a.png'],
    ['https://example.com/community', '/a.png', 'https://example.com/a.png'],
    ['https://example.com/community', 'a.png', 'https://example.com/community/a.png'],
    ['http://localhost:3000', '/a.png', 'http://localhost:3000/a.png'],
    ['http://localhost:3000', '//cdn.example/a.png', 'https://cdn.example/a.png'],
    ['https://example.com', 'https://cdn.example/a.png', 'https://cdn.example/a.png'],
    ['https://example.com', 'HTTP://cdn.example/a.png', 'HTTP://cdn.example/a.png'],
  ])('with %s, completes %s to %s', (siteUrl, url, expected) => {
    const { user, leftOut } = complete(siteUrl, {
      avatarUrl: url,
      profileUrl: url,
      profiles: { P1: { userId: 'P1', name: 'Ada', avatarUrl: url } },
    });
    expect(user).toMatchObject({ avatarUrl: expected, profileUrl: expected });
    expect(user.profiles?.['P1']?.avatarUrl).toBe(expected);
    expect(leftOut).toEqual([]);
  });

  it.each([
    'data:image/png;base64,x',
    'blob:https://example.com/x',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'https:evil.example',
    'http:///evil.example',
    `/${'x'.repeat(2_040)}`,
  ])('leaves out %s', (url) => {
    const { user, leftOut } = complete('https://example.com', { avatarUrl: url, profileUrl: '/1' });
    expect(user).toMatchObject({ avatarUrl: null, profileUrl: 'https://example.com/1' });
    expect(leftOut).toEqual(['avatarUrl']);
  });

  it('changes no other field, and adds no URL', () => {
    const { user, leftOut } = complete('https://example.com', { badge: '/x' });
    expect(user).toMatchObject({ name: 'Ada', badge: '/x', avatarUrl: null, profileUrl: null });
    expect(leftOut).toEqual([]);
  });
});

describe('isSiteUrl', () => {
  it.each(['https://example.com', 'https://example.com/', 'http://localhost:3000/a/b'])(
    'accepts %s',
    (url) => {
      expect(isSiteUrl(url)).toBe(true);
    },
  );

  it.each([
    '',
    'example.com',
    '/community',
    '//example.com',
    'ftp://example.com',
    'https:example.com',
    'https://',
    'https:///example.com',
    'https://me@example.com',
    'https://example.com/?x',
    'https://example.com/#x',
    ' https://example.com',
    'https://example.com/\n',
    `https://example.com/${'x'.repeat(2_048)}`,
    5,
    null,
  ])('refuses %j', (url) => {
    expect(isSiteUrl(url)).toBe(false);
  });
});
