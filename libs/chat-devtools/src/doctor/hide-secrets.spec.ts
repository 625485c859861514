import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSecrets } from './hide-secrets.js';

const SECRET = 'Ünser "Wort"/<b>\'&+ of ours';

describe('hideSecrets', () => {
  it.each([
    ['as it is', SECRET],
    ['in lower case', SECRET.toLowerCase()],
    ['in upper case', SECRET.toUpperCase()],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64url', Buffer.from(SECRET).toString('base64url')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['percent-encoded', encodeURIComponent(SECRET)],
    [
      'percent-encoded in lower case',
      encodeURIComponent(SECRET).replace(/%../g, (escape) => escape.toLowerCase()),
    ],
    ['in a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in JSON of PHP', String.raw`\u00dcnser \"Wort\"\/<b>'&+ of ours`],
    ['in HTML', 'Ünser &quot;Wort&quot;/&lt;b&gt;&#039;&amp;+ of ours'],
  ])('hides a secret %s', (_, form) => {
    expect(hideSecrets(`It is ${form}.`, [SECRET])).toBe('It is ••••.');
  });

  it('hides a secret within base64, such as that of an altered header', () => {
    for (const before of ['', 'a', 'ab', 'login:']) {
      const encoded = Buffer.from(`${before}the-password\0after`).toString('base64');
      const hidden = hideSecrets(encoded, ['the-password']);
      expect(Buffer.from(hidden.replaceAll('••••', ''), 'base64').toString()).not.toContain('pass');
      expect(hidden).toContain('••••');
    }
  });

  it('hides the rest of a secret in a text that was shortened', () => {
    expect(hideSecrets('It is "the-pass…", or "the…".', ['the-password'])).toBe('It is "••••…", or "the…".');
    expect(hideSecrets('the-pass', ['the-password'])).toBe('the-pass');
  });

  it('leaves no part of a secret that starts with another secret', () => {
    expect(hideSecrets('It is pass:words.', ['pass', 'pass:words'])).toBe('It is ••••.');
  });

  it('keeps ordinary words that contain a short secret', () => {
    expect(hideSecrets('a banana', ['a', ''])).toBe('a banana');
  });

  it('leaves no secret in any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!secret.includes('•'));
        expect(hideSecrets(before + secret + after, [secret])).not.toContain(secret);
      }),
    );
  });
});
