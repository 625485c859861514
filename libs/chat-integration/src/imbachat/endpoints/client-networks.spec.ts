import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressIn, clientNetworks } from './client-networks.js';

/** The networks as text: `key`, or `key ×10`. */
const networks = (address: string, forwardedFor?: unknown): string[] =>
  clientNetworks(address, forwardedFor).map(({ key, factor }) => (factor === 1 ? key : `${key} ×${factor}`));

describe('clientNetworks', () => {
  it.each([
    ['IPv4', '192.0.2.7', ['192.0.2.7']],
    ['IPv4 with a port', '192.0.2.7:51234', ['192.0.2.7']],
    ['IPv6', '2001:db8:1:2:3:4:5:6', ['2001:db8:1:2::/64', '2001:db8:1::/48 ×10']],
    ['another notation', '2001:DB8:0001:2:ffff::1', ['2001:db8:1:2::/64', '2001:db8:1::/48 ×10']],
    ['a short notation', '2001:db8::1', ['2001:db8:0:0::/64', '2001:db8:0::/48 ×10']],
    ['loopback', '::1', ['0:0:0:0::/64', '0:0:0::/48 ×10']],
    ['the unspecified address', '::', ['0:0:0:0::/64', '0:0:0::/48 ×10']],
    ['trailing zeros', '2001:db8:1::', ['2001:db8:1:0::/64', '2001:db8:1::/48 ×10']],
    ['brackets', '[2001:db8:1:2::3]', ['2001:db8:1:2::/64', '2001:db8:1::/48 ×10']],
    ['brackets and a port', '[2001:db8:1:2::3]:443', ['2001:db8:1:2::/64', '2001:db8:1::/48 ×10']],
    ['a port without brackets', '2001:db8:1:2:3:4:5:6:443', ['2001:db8:1:2::/64', '2001:db8:1::/48 ×10']],
    ['a zone', 'fe80::1%eth0', ['fe80:0:0:0::/64', 'fe80:0:0::/48 ×10']],
    ['a zone and a port', '[fe80::1%eth0]:443', ['fe80:0:0:0::/64', 'fe80:0:0::/48 ×10']],
    ['IPv4-mapped IPv6', '::ffff:192.0.2.7', ['192.0.2.7']],
    ['IPv4-mapped IPv6 in hex', '::FFFF:c000:207', ['192.0.2.7']],
    ['IPv4-mapped IPv6 with a port', '[::ffff:192.0.2.7]:443', ['192.0.2.7']],
    ['IPv4-translated IPv6', '::ffff:0:192.0.2.7', ['192.0.2.7']],
    ['IPv4-mapped IPv6 without a zero', '::ffff:198.51.100.7', ['198.51.100.7']],
    ['NAT64', '64:ff9b::192.0.2.7', ['192.0.2.7']],
    ['NAT64 in hex', '64:ff9b::c000:207', ['192.0.2.7']],
    ['another key of a subclass', 'tenant 7', ['tenant 7']],
  ])('identifies %s', (_, address, expected) => {
    expect(networks(address)).toEqual(expected);
  });

  it('bounds a key of a subclass', () => {
    expect(networks('x'.repeat(1_000))).toEqual(['x'.repeat(100)]);
  });

  it.each([
    ['192.0.2.7', 'forwarded for 192.0.2.7'],
    ['198.51.100.1, 192.0.2.7:4711', 'forwarded for 192.0.2.7'],
    ['192.0.2.7, 2001:db8:1:2::3', 'forwarded for 2001:db8:1:2::/64'],
  ])(
    'identifies a client without an address by the last address in %s, and all such clients',
    (header, key) => {
      expect(networks('', header)).toEqual([key, 'unknown address ×10']);
    },
  );

  it.each([undefined, '', 'unknown', '192.0.2.7,', ['192.0.2.7'], '_hidden', '1'.repeat(100_000)])(
    'counts clients without any address together (%j)',
    (header) => {
      expect(networks('', header)).toEqual(['unknown address ×10']);
    },
  );

  it('returns the same networks for each notation of an IPv6 address', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.nat(65_535), (address, port) => {
        const normalized = new URL(`http://[${address}]`).hostname.slice(1, -1);
        expect(networks(normalized)).toEqual(networks(address));
        expect(networks(`[${address}]:${port}`)).toEqual(networks(address));
        expect(networks(address.toUpperCase())).toEqual(networks(address));
      }),
    );
  });

  it('returns few and short keys for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 300 }), (address, header) => {
        const found = clientNetworks(address, header);
        expect(found.length).toBeGreaterThanOrEqual(1);
        expect(found.length).toBeLessThanOrEqual(2);
        for (const { key } of found) expect(key.length).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('addressIn', () => {
  it.each([
    undefined,
    null,
    7,
    '',
    'unknown',
    '192.0.2.256',
    '192.0.2.7:port',
    '[192.0.2.7',
    'x[2001:db8::1]',
    '[2001:db8::1]x',
    '192.0.2.7%eth0',
    'a:1',
  ])('finds no address in %j', (text) => {
    expect(addressIn(text)).toBeUndefined();
  });
});
