/** The local end of a connection, as Node's sockets describe it. */
export interface LocalSocket {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  /** Whether the connection uses TLS. */
  readonly encrypted?: boolean | undefined;
}

/**
 * Returns the Users info URL as an absolute prefix (`protocol/imbachat.md` section 1.2). A path is resolved against the
 * address where this process received a request, so a random port works too.
 * @returns `undefined` for a path if the connection has no address, as on a Unix socket.
 */
export function usersInfoPrefix(usersInfoUrl: string, socket: LocalSocket): string | undefined {
  if (!usersInfoUrl.startsWith('/')) return usersInfoUrl;
  const { localAddress, localPort, encrypted } = socket;
  if (!localAddress || !localPort) return undefined;
  return `${encrypted ? 'https' : 'http'}://${hostOf(localAddress)}:${localPort}${usersInfoUrl}`;
}

function hostOf(address: string): string {
  const ipv4 = /^::ffff:([0-9.]+)$/i.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  // A URL cannot contain the zone of a link-local address.
  if (address.includes('%')) return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}
