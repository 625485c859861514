import { describe, expect, it } from 'vitest';
import {
  ChatIntegrationError,
  InvalidOptionsError,
  VendorNotConfiguredError,
} from './chat-integration.errors.js';

describe('ChatIntegrationError', () => {
  it('is the base of the library’s errors, each with its own name and code', () => {
    const error = new VendorNotConfiguredError('chatbro');
    expect(error).toBeInstanceOf(ChatIntegrationError);
    expect(error).toMatchObject({ name: 'VendorNotConfiguredError', code: 'ERR_CHAT_VENDOR_NOT_CONFIGURED' });
  });
});

describe('VendorNotConfiguredError', () => {
  it('names the option and both ways out', () => {
    expect(new VendorNotConfiguredError('chatbro').message).toBe(
      'Expected the option `chatbro`, but it was not given. Add `chatbro: { … }` to ' +
        'ChatIntegrationModule.forRoot(), or do not use this service.',
    );
  });
});

describe('InvalidOptionsError', () => {
  it('holds each problem, in its message and as data', () => {
    const problems = [
      { path: 'a', message: 'is wrong.' },
      { path: 'b.c', message: 'too.' },
    ];
    const error = new InvalidOptionsError(problems);
    expect(error.problems).toBe(problems);
    expect(error.message).toBe(
      'ChatIntegrationModule cannot start with these options:\n  - a: is wrong.\n  - b.c: too.',
    );
  });
});
