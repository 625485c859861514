/** The usage of a server's processes since their start. */
export interface Usage {
  /** User and system CPU time, in microseconds. */
  readonly cpuMicros: number;
  /** The current resident set size, in bytes. */
  readonly rssBytes: number;
}

/** A message of a server to its parent process. */
export type ServerMessage = { readonly port: number } | { readonly skip: string } | { readonly usage: Usage };

/** The message that requests the {@link Usage} of a server. */
export const USAGE_REQUEST = 'usage';

/** Sends the port of this server to the parent process, and the usage on request. */
export function serve(port: number, usage: () => Usage = ownUsage): void {
  process.on('message', (message) => {
    if (message === USAGE_REQUEST) send({ usage: usage() });
  });
  process.on('disconnect', () => process.exit());
  send({ port });
}

/** Reports to the parent process why this server is not available, and exits. */
export function skip(reason: string): void {
  send({ skip: reason });
  process.disconnect?.();
}

function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() };
}

function send(message: ServerMessage): void {
  process.send?.(message);
}
