import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy for a server, with which a test can interrupt connections. */
export class TcpRelay {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#relay(client));
  #state: 'up' | 'down' | 'frozen' = 'up';

  private constructor(private readonly target: URL) {}

  /** Starts a relay to the server at `url`, on a free port. */
  static async to(url: string): Promise<TcpRelay> {
    const relay = new TcpRelay(new URL(url));
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  /** The URL of the server through this relay. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** Closes all connections, and rejects new connections until {@link up} is called. */
  down(): void {
    this.#state = 'down';
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Accepts connections but forwards no data until {@link up} is called. */
  freeze(): void {
    this.#state = 'frozen';
    for (const socket of this.#sockets) socket.pause();
  }

  up(): void {
    this.#state = 'up';
    for (const socket of this.#sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.down();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #relay(client: Socket): void {
    if (this.#state === 'down') {
      client.destroy();
      return;
    }
    const server = connect({ host: this.target.hostname, port: Number(this.target.port) });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (chunk: Buffer) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (this.#state === 'frozen') from.pause();
    }
  }
}
