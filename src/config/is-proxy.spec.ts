import { describe, expect, it } from 'vitest';
import { isProxy } from './is-proxy.js';

describe('isProxy', () => {
  it.each(['loopback', '127.0.0.1', '::1', '10.0.0.0/8', '192.0.2.7/32', 'fd00::/8', '::ffff:192.0.2.7'])(
    'accepts %s',
    (text) => {
      expect(isProxy(text)).toBe(true);
    },
  );

  it.each([
    '',
    'true',
    '1',
    '*',
    'proxy.example',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0',
    'fe80::1%eth0',
    '10.0.0.1 10.0.0.2',
  ])('rejects %j', (text) => {
    expect(isProxy(text)).toBe(false);
  });
});
