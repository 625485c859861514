import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSecrets } from './hide-secrets.js';

describe('hideSecrets', () => {
  it('hides a secret in every encoding', () => {
    const secret = 'a "secret"/of ours';
    const text = [
      secret,
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
      JSON.stringify({ secret }),
    ].join(' and ');
    expect(hideSecrets(text, [secret])).toBe('•••• and •••• and •••• and {"secret":"••••"}');
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
