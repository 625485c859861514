import { describe, expect, it } from 'vitest';
import { isBaseUrl } from './base-url.js';

describe('isBaseUrl', () => {
  it.each([
    'https://api.imbachat.com',
    'https://proxy.example.com/chat',
    'http://localhost:4000',
    'http://127.0.0.1',
    'http://[::1]:3000',
    '/chat-sandbox',
    '/api/chat-sandbox',
  ])('accepts %s', (url) => {
    expect(isBaseUrl(url)).toBe(true);
  });

  it.each([
    'http://api.imbachat.com',
    'https://api.imbachat.com/',
    '//api.imbachat.com',
    '/',
    'javascript:alert(1)',
    'https://user:password@example.com',
    'https://example.com/"onload="',
    'https://example.com?x',
    'api.imbachat.com',
    '',
    42,
  ])('rejects %s', (url) => {
    expect(isBaseUrl(url)).toBe(false);
  });
});
