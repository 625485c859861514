import { describe, expect, it } from 'vitest';
import { isCrossSite } from './is-cross-site.js';

const host = 'green.example:3000';

describe('isCrossSite', () => {
  it.each([
    ['no Sec-Fetch-Site and no Origin', { host }],
    ['Sec-Fetch-Site same-origin', { host, 'sec-fetch-site': 'same-origin' }],
    ['Sec-Fetch-Site none (typed or bookmarked URL)', { host, 'sec-fetch-site': 'none' }],
    ['the same host as Origin', { host, origin: 'http://green.example:3000' }],
    [
      'the same host as Origin behind a proxy that terminates TLS',
      { host, origin: 'https://green.example:3000' },
    ],
    [
      'another host as Origin but Sec-Fetch-Site same-origin',
      { host, origin: 'http://x', 'sec-fetch-site': 'same-origin' },
    ],
  ])('returns false for %s', (_, headers) => {
    expect(isCrossSite(headers)).toBe(false);
  });

  it.each([
    ['Sec-Fetch-Site cross-site', { host, 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site same-site', { host, 'sec-fetch-site': 'same-site' }],
    ['an unknown Sec-Fetch-Site', { host, 'sec-fetch-site': 'new' }],
    [
      'the same host as Origin but Sec-Fetch-Site cross-site',
      { host, origin: `http://${host}`, 'sec-fetch-site': 'cross-site' },
    ],
    ['another host as Origin', { host, origin: 'https://evil.example' }],
    ['another port', { host, origin: 'http://green.example:3001' }],
    ['a longer host', { host, origin: 'http://green.example:3000.evil.example' }],
    ['the Origin null', { host, origin: 'null' }],
    ['an empty Origin', { host, origin: '' }],
    ['an Origin without a Host', { origin: 'http://green.example:3000' }],
  ])('returns true for %s', (_, headers) => {
    expect(isCrossSite(headers)).toBe(true);
  });
});
