/** The end of a connection that is this process's own, as Node's sockets tell it. */
export interface LocalSocket {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  /** Whether the connection is TLS. */
  readonly encrypted?: boolean | undefined;
}

/**
 * The Users info URL as an absolute prefix (`protocol/imbachat.md` section 1.2). A path is taken on the address
 * at which a request reached this process, so a port that the system chose works.
 *
 * @returns `undefined` for a path where the connection has no address, as on a Unix socket.
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
  // A URL cannot hold the zone of a link-local address.
  if (address.includes('%')) return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}
