import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSecrets } from './hide-secrets.js';

describe('hideSecrets', () => {
  it('takes a secret out in each form', () => {
    const secret = 'a "secret"/of ours';
    const text = [
      secret,
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
      JSON.stringify({ secret }),
    ].join(' and ');
    expect(hideSecrets([secret])(text)).toBe('•••• and •••• and •••• and {"secret":"••••"}');
  });

  it('leaves nothing of the longer of two', () => {
    expect(hideSecrets(['pass', 'pass:words'])('It is pass:words.')).toBe('It is ••••.');
  });

  it('leaves words alone that a short secret is part of', () => {
    expect(hideSecrets(['a', ''])('a banana')).toBe('a banana');
  });

  it('leaves no secret, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!secret.includes('•'));
        expect(hideSecrets([secret])(before + secret + after)).not.toContain(secret);
      }),
    );
  });
});
