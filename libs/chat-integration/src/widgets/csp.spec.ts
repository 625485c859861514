import { describe, expect, it } from 'vitest';
import { mergeSources, sourceOf } from './csp.js';

describe('sourceOf', () => {
  it.each([
    ['https://api.imbachat.com', 'https://api.imbachat.com'],
    ['https://proxy.example.com:8443/chat', 'https://proxy.example.com:8443'],
    ['/chat-sandbox', "'self'"],
  ])('returns the source of %s as %s', (baseUrl, source) => {
    expect(sourceOf(baseUrl)).toBe(source);
  });
});

describe('mergeSources', () => {
  it('merges the sources of each directive and lists each source once', () => {
    const one = { scriptSrc: ['https://a.example', 'https://b.example'], imgSrc: ['data:'] };
    const two = { scriptSrc: ['https://b.example', 'https://c.example'], connectSrc: ['https://c.example'] };
    expect(mergeSources([one, two])).toEqual({
      scriptSrc: ['https://a.example', 'https://b.example', 'https://c.example'],
      imgSrc: ['data:'],
      connectSrc: ['https://c.example'],
    });
  });

  it('does not change the sources of a widget', () => {
    const one = { scriptSrc: Object.freeze(['https://a.example']) };
    mergeSources([one, { scriptSrc: ['https://b.example'] }]);
    expect(one.scriptSrc).toEqual(['https://a.example']);
  });
});
