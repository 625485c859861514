import { isIPv4, isIPv6 } from 'node:net';

/** A network by which failed authorizations are counted. */
export interface ClientNetwork {
  /** Identifies the network in the store and in the log, for example `192.0.2.7` or `2001:db8:0:0::/64`. */
  readonly key: string;
  /** How many times the limiter's points the network may fail. */
  readonly factor: number;
}

/**
 * A network that many clients may share fails this many times as often as one client before it is limited: often enough
 * that one client cannot exhaust it, and rarely enough that changing addresses within it does not help to guess.
 */
const SHARED_FACTOR = 10;

/** Counts the clients whose address is not known, together. */
const UNKNOWN: ClientNetwork = { key: 'unknown address', factor: SHARED_FACTOR };

/** Keys that a subclass of the guard chooses are cut to this length. */
const MAX_KEY_LENGTH = 100;

/**
 * IPv6 addresses whose last 32 bits are an IPv4 address: mapped (RFC 4291 section 2.5.5.2), translated (RFC 2765) and
 * NAT64 (RFC 6052). Without the conversion, all IPv4 clients would be in one /64 network.
 */
const IPV4_PREFIXES: ReadonlySet<string> = new Set(['0:0:0:0:0:ffff', '0:0:0:0:ffff:0', '64:ff9b:0:0:0:0']);

/**
 * Returns the networks by which a client's calls are counted, the narrowest first: its IPv4 address, or the /64 and /48
 * networks of its IPv6 address, because a client usually controls all addresses of one of them.
 *
 * A client without an address, for example behind a Unix socket that is not configured as a trusted proxy, is counted by
 * the last address in `X-Forwarded-For`, and together with all other such clients, because it may choose that header.
 *
 * @param address an address with or without a port, or any other text that identifies the client; `''` if unknown.
 * @param forwardedFor the request's `X-Forwarded-For` header.
 */
export function clientNetworks(address: string, forwardedFor?: unknown): readonly ClientNetwork[] {
  if (isIPv4(address)) return [{ key: address, factor: 1 }];
  if (address === '') {
    const [forwarded] = networksOf(lastAddressIn(forwardedFor));
    return forwarded ? [{ key: `forwarded for ${forwarded.key}`, factor: 1 }, UNKNOWN] : [UNKNOWN];
  }
  const networks = networksOf(addressIn(address));
  return networks.length > 0 ? networks : [{ key: address.slice(0, MAX_KEY_LENGTH), factor: 1 }];
}

/**
 * Returns the IP address in a text such as `192.0.2.7:443`, `[2001:db8::1]:443` or `fe80::1%eth0`, without the port and
 * the zone; `undefined` if it is not an address. Some proxies write the port into `X-Forwarded-For`.
 */
export function addressIn(text: unknown): string | undefined {
  // The longest address with a port has 53 characters, and zones are names of network interfaces.
  if (typeof text !== 'string' || text.length > MAX_KEY_LENGTH) return undefined;
  if (isIPv4(text)) return text;
  const bracketed = /^\[([^\]]*)\](?::[0-9]{1,5})?$/.exec(text)?.[1];
  const candidates = bracketed === undefined ? [text, text.replace(/:[0-9]{1,5}$/, '')] : [bracketed];
  const address = candidates.find((candidate) => isIPv4(candidate) || isIPv6(candidate));
  return address?.split('%', 1)[0];
}

function lastAddressIn(forwardedFor: unknown): string | undefined {
  if (typeof forwardedFor !== 'string') return undefined;
  return addressIn(forwardedFor.slice(forwardedFor.lastIndexOf(',') + 1).trim());
}

function networksOf(address: string | undefined): readonly ClientNetwork[] {
  if (address === undefined) return [];
  if (isIPv4(address)) return [{ key: address, factor: 1 }];
  const groups = groupsOf(address);
  if (IPV4_PREFIXES.has(hex(groups.slice(0, 6)))) {
    return [{ key: groups.slice(6).flatMap(bytesOf).join('.'), factor: 1 }];
  }
  return [
    { key: `${hex(groups.slice(0, 4))}::/64`, factor: 1 },
    { key: `${hex(groups.slice(0, 3))}::/48`, factor: SHARED_FACTOR },
  ];
}

/** Returns the eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [before = [], after = []] = address.split('::').map((half) => half.split(':').flatMap(groupsIn));
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0);
  return [...before, ...zeros, ...after];
}

/** Returns the groups that a part between colons represents: none, one, or the two of a dotted IPv4 address. */
function groupsIn(part: string): number[] {
  if (part === '') return [];
  if (!part.includes('.')) return [Number.parseInt(part, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

function bytesOf(group: number): [number, number] {
  return [group >> 8, group & 255];
}

function hex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}
