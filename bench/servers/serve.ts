/** What a server's processes have used since they started. */
export interface Usage {
  /** CPU time of user and system, in microseconds. */
  readonly cpuMicros: number;
  /** Memory that is resident now, in bytes. */
  readonly rssBytes: number;
}

/** What a server tells the process that started it. */
export type ServerMessage = { readonly port: number } | { readonly skip: string } | { readonly usage: Usage };

/** The message that asks a server for its {@link Usage}. */
export const ASK_USAGE = 'usage';

/** Tells the process that started this one where the server listens, and then, when asked, what it has used. */
export function serve(port: number, usage: () => Usage = ownUsage): void {
  process.on('message', (message) => {
    if (message === ASK_USAGE) send({ usage: usage() });
  });
  process.on('disconnect', () => process.exit());
  send({ port });
}

/** Tells the process that started this one why there is no server here, and ends. */
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
