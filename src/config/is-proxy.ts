import { isIP } from 'node:net';

/** Tells whether a text names a proxy, or a network of them, that is not everybody. */
export function isProxy(text: string): boolean {
  if (text === 'loopback') return true;
  const [, address = '', prefix] = /^([^/]*)(?:\/([1-9][0-9]{0,2}))?$/.exec(text) ?? [];
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  return bits !== undefined && !address.includes('%') && Number(prefix ?? bits) <= bits;
}
