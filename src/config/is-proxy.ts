import { isIP } from 'node:net';

/** Returns whether a string is `loopback`, an IP address, or a network that does not include every address. */
export function isProxy(text: string): boolean {
  if (text === 'loopback') return true;
  const [, address = '', prefix] = /^([^/]*)(?:\/([1-9][0-9]{0,2}))?$/.exec(text) ?? [];
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  return bits !== undefined && !address.includes('%') && Number(prefix ?? bits) <= bits;
}
