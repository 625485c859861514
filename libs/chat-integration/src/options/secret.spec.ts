import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isCredentialText, isSigningSecret } from './secret-rules.js';
import { isSampleSecret, Secret } from './secret.js';

describe('Secret', () => {
  const secret = new Secret('hunter2');

  it('tells itself only to who asks for it', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  it('is shown by nothing that prints', () => {
    const shown = [inspect(secret, { showHidden: true, depth: null }), String(secret), secret.toString()];
    expect([...shown, JSON.stringify({ secret }), Object.values(secret).join()].join()).not.toContain(
      'hunter2',
    );
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  });
});

describe('isSampleSecret', () => {
  it.each([
    'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8',
    '40657820-0ba1-4e1d-b2f6-b2a40fd09263',
    '67565da2-d138-4991-89bd-1f280b2234dc',
    'change-me',
    'change-me-to-a-secret-of-your-own',
  ])('knows %s', (secret) => {
    expect(isSampleSecret(secret)).toBe(true);
  });

  it.each(['', 'please-change-me-not', '67565da2-d138-4991-89bd-1f280b2234dd'])('lets %j pass', (secret) => {
    expect(isSampleSecret(secret)).toBe(false);
  });
});

describe('isSigningSecret', () => {
  it.each(['x'.repeat(16), 'é'.repeat(8), ' pass phrase with blanks '])('takes %j', (secret) => {
    expect(isSigningSecret(secret)).toBe(true);
  });

  it.each([
    '',
    'x'.repeat(15),
    ' '.repeat(32),
    1_234_567_890_123_456,
    null,
    undefined,
    Buffer.alloc(32, 'x'),
  ])('does not take %o', (secret) => {
    expect(isSigningSecret(secret)).toBe(false);
  });
});

describe('isCredentialText', () => {
  it.each(['x', 'pass:word', ' x ', 'пароль'])('takes %j', (text) => {
    expect(isCredentialText(text)).toBe(true);
  });

  it.each(['', ' ', 'a\nb', 'a\u0000', 'a\u007f', 1000, null, undefined, ['x']])(
    'does not take %o',
    (text) => {
      expect(isCredentialText(text)).toBe(false);
    },
  );
});
