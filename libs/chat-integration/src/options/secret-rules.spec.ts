import { describe, expect, it } from 'vitest';
import { isCredentialText, isLogin, isSampleSecret, isSigningSecret } from './secret-rules.js';

describe('isSampleSecret', () => {
  it.each([
    'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8',
    '40657820-0ba1-4e1d-b2f6-b2a40fd09263',
    '67565da2-d138-4991-89bd-1f280b2234dc',
    'change-me',
    'change-me-to-a-secret-of-your-own',
  ])('recognizes %s', (secret) => {
    expect(isSampleSecret(secret)).toBe(true);
  });

  it.each(['', 'please-change-me-not', '67565da2-d138-4991-89bd-1f280b2234dd'])(
    'does not recognize %j',
    (secret) => {
      expect(isSampleSecret(secret)).toBe(false);
    },
  );
});

describe('isSigningSecret', () => {
  it.each(['x'.repeat(16), 'é'.repeat(8), ' pass phrase with spaces '])('accepts %j', (secret) => {
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
  ])('rejects %o', (secret) => {
    expect(isSigningSecret(secret)).toBe(false);
  });
});

describe('isCredentialText', () => {
  it.each(['x', 'pass:word', ' x ', 'пароль'])('accepts %j', (text) => {
    expect(isCredentialText(text)).toBe(true);
  });

  it.each(['', ' ', 'a\nb', 'a\u0000', 'a\u007f', 1000, null, undefined, ['x']])('rejects %o', (text) => {
    expect(isCredentialText(text)).toBe(false);
  });
});

describe('isLogin', () => {
  it.each(['chat', ' chat ', 'ЖУК'])('accepts %j', (text) => {
    expect(isLogin(text)).toBe(true);
  });

  it.each(['a:b', ':', '', ' ', 'a\nb', null])('rejects %o', (text) => {
    expect(isLogin(text)).toBe(false);
  });
});
