import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.js';

describe('contentSecurityPolicy', () => {
  it('allows a page its own style, pictures and forms', () => {
    expect(contentSecurityPolicy()).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('adds sources to what a page has, and directives that it has not', () => {
    const policy = contentSecurityPolicy({
      'img-src': ['https://cdn.example'],
      'script-src': ["'nonce-abc'", 'https://cdn.example'],
    });
    expect(policy).toContain("img-src 'self' data: https://cdn.example;");
    expect(policy).toMatch(/; script-src 'nonce-abc' https:\/\/cdn\.example$/);
  });
});
