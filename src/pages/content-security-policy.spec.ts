import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.js';

describe('contentSecurityPolicy', () => {
  it('allows the styles, images and forms of the site', () => {
    expect(contentSecurityPolicy()).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('adds the sources and directives of the widgets', () => {
    const policy = contentSecurityPolicy({
      imgSrc: ['https://cdn.example'],
      scriptSrc: ["'nonce-abc'", 'https://cdn.example'],
    });
    expect(policy).toContain("img-src 'self' data: https://cdn.example;");
    expect(policy).toMatch(/; script-src 'nonce-abc' https:\/\/cdn\.example$/);
  });
});
