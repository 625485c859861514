import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPath, pagePath, requestedPath } from './page-path.js';

describe('pagePath', () => {
  it.each([
    ['/', '/'],
    ['/forum', '/forum'],
    ['/forum/', '/forum'],
    ['/forum?page=2', '/forum'],
    ['/forum/?next=/login', '/forum'],
    ['/forum#top', '/forum'],
    ['/caf%C3%A9', '/café'],
    ['/a%252Fb', '/a%2Fb'],
    ['/100%', '/100%'],
    ['https://example.com/forum', ''],
    ['forum', ''],
    ['', ''],
    [`/${'x'.repeat(2_048)}`, ''],
    [undefined, ''],
    [['/forum'], ''],
  ])('reads %j as %j', (given, path) => {
    expect(pagePath(given)).toBe(path);
  });
});

describe('requestedPath', () => {
  it('reads the original URL, which middleware does not change', () => {
    expect(requestedPath({ originalUrl: '/forum/1?x', url: '/1?x' })).toBe('/forum/1');
  });

  it('reads the URL of a raw request', () => {
    expect(requestedPath({ url: '/forum/1' })).toBe('/forum/1');
  });
});

describe('matchPath', () => {
  it.each([
    ['/forum', '/forum'],
    ['/Forum/', '/forum'],
    ['/forum', '/FORUM'],
    ['*', '/anything/at/all'],
    ['/forum/*', '/forum/1/2'],
    ['/forum*', '/forum'],
    ['*/edit', '/members/1/edit'],
    ['/members/*/edit', '/members/1/edit'],
    ['/a*b*c', '/a-b-b-c'],
    ['/', '/'],
  ])('matches %s with %s', (pattern, path) => {
    expect(matchPath(pattern, path)).toBe(true);
  });

  it.each([
    ['/forum', '/forum/1'],
    ['/forum', '/a/forum'],
    ['/forum/*', '/forum'],
    ['/a*a', '/a'],
    ['/a*b*a', '/a-a'],
    ['/a.b', '/a-b'],
    ['/', '/forum'],
    ['/forum', ''],
  ])('does not match %s with %s', (pattern, path) => {
    expect(matchPath(pattern, path)).toBe(false);
  });

  it('agrees with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (given, path) => {
        const source = `/${given}x`.split('*').map((part) => part.replaceAll('.', '\\.'));
        expect(matchPath(`/${given}x`, `/${path}x`)).toBe(
          new RegExp(`^${source.join('.*')}$`).test(`/${path}x`),
        );
      }),
    );
  });
});
