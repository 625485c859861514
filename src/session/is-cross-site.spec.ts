import { describe, expect, it } from 'vitest';
import { isCrossSite } from './is-cross-site.js';

const host = 'green.example:3000';

describe('isCrossSite', () => {
  it.each([
    ['no header that tells', { host }],
    ['Sec-Fetch-Site same-origin', { host, 'sec-fetch-site': 'same-origin' }],
    ['Sec-Fetch-Site none: typed or bookmarked', { host, 'sec-fetch-site': 'none' }],
    ['an Origin of this host', { host, origin: 'http://green.example:3000' }],
    ['an Origin of this host, behind a proxy that ends TLS', { host, origin: 'https://green.example:3000' }],
    [
      'a foreign Origin that Sec-Fetch-Site outweighs',
      { host, origin: 'http://x', 'sec-fetch-site': 'same-origin' },
    ],
  ])('is not told by %s', (_, headers) => {
    expect(isCrossSite(headers)).toBe(false);
  });

  it.each([
    ['Sec-Fetch-Site cross-site', { host, 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site same-site', { host, 'sec-fetch-site': 'same-site' }],
    ['an unknown Sec-Fetch-Site', { host, 'sec-fetch-site': 'new' }],
    [
      'an own Origin that Sec-Fetch-Site outweighs',
      { host, origin: `http://${host}`, 'sec-fetch-site': 'cross-site' },
    ],
    ['another host as Origin', { host, origin: 'https://evil.example' }],
    ['another port', { host, origin: 'http://green.example:3001' }],
    ['a host that goes on', { host, origin: 'http://green.example:3000.evil.example' }],
    ['an Origin that is none', { host, origin: 'null' }],
    ['an empty Origin', { host, origin: '' }],
    ['an Origin without a Host', { origin: 'http://green.example:3000' }],
  ])('is told by %s', (_, headers) => {
    expect(isCrossSite(headers)).toBe(true);
  });
});
