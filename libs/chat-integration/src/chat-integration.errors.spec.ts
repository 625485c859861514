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
  it('names the missing option and both fixes', () => {
    const { vendor, message } = new VendorNotConfiguredError('chatbro');
    expect(vendor).toBe('chatbro');
    expect(message).toBe(
      'Expected the option `chatbro` but it is missing. Fix: add `chatbro: { … }` to ' +
        'ChatIntegrationModule.forRoot(), or do not use this service.',
    );
  });
});

describe('InvalidOptionsError', () => {
  const problems = [
    { path: 'a', message: 'is wrong.' },
    { path: 'b.c', message: 'too.' },
  ];

  it('lists every problem, in its message and as data', () => {
    const error = new InvalidOptionsError(problems);
    expect(error.problems).toBe(problems);
    expect(error.message).toBe(
      'ChatIntegrationModule cannot use these options:\n  - a: is wrong.\n  - b.c: too.',
    );
  });

  it('names the function or module that received the options', () => {
    expect(new InvalidOptionsError(problems, 'signIdentity').message).toMatch(/^signIdentity cannot use/);
  });
});
