import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with a request: how a server can fail, whatever it was asked. */
export type Fault =
  | 'hang'
  | 'close'
  | 'close-in-body'
  | 'hang-in-body'
  | 'garbage'
  | 'empty'
  | 'html'
  | 'redirect'
  | 'huge'
  | 'deep';

/** A request as it was received. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** An answer of a stand-in. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

const HANDLED = Symbol('HANDLED');

/** A server that stands in for a vendor's. Subclasses answer as the vendor's protocol says. */
export abstract class StandIn {
  readonly requests: ReceivedRequest[] = [];
  /** The number of requests that a client left before they were answered. */
  left = 0;
  readonly #server: Server = createServer((request, response) => void this.#handle(request, response));
  readonly #planned: { path: string; reply: Fault | Answer | (() => Promise<Answer | null>) }[] = [];

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Plans what happens to the next request of a path that ends so; `null` means the usual answer. */
  next(path: string, ...replies: (Fault | Answer | (() => Promise<Answer | null>))[]): void {
    this.#planned.push(...replies.map((reply) => ({ path, reply })));
  }

  /** The paths of all requests, in order. */
  get paths(): string[] {
    return this.requests.map(({ path }) => path);
  }

  forget(): void {
    this.requests.length = 0;
    this.#planned.length = 0;
    this.left = 0;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Answers a request as the protocol says. */
  protected abstract answer(request: ReceivedRequest): Answer | Promise<Answer>;

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('close', () => {
      if (!response.writableEnded) this.left += 1;
    });
    response.on('error', () => undefined);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body: Buffer.concat(chunks) };
    this.requests.push(request);
    const index = this.#planned.findIndex(({ path }) => url.endsWith(path));
    const [planned] = index === -1 ? [] : this.#planned.splice(index, 1);
    const reply = planned?.reply;
    const given =
      typeof reply === 'string' ? fail(reply, response) : typeof reply === 'function' ? await reply() : reply;
    if (given === HANDLED) return;
    send(response, given ?? (await this.answer(request)));
  }
}

function send(response: ServerResponse, { status = 200, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function fail(fault: Fault, response: ServerResponse): typeof HANDLED {
  const start = (status = 200, headers = {}) => response.writeHead(status, headers);
  const faults: Record<Fault, () => unknown> = {
    hang: () => undefined,
    close: () => response.destroy(),
    'close-in-body': () => {
      start(200, { 'content-length': 1000 }).write('{"success":');
      setTimeout(() => response.destroy(), 20);
    },
    'hang-in-body': () => start().write('{"success":'),
    garbage: () => start().end(Buffer.from([0xff, 0xfe, 0x00, 0x7b])),
    empty: () => start().end(),
    html: () => start(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    redirect: () => start(307, { location: '/elsewhere' }).end(),
    huge: () => {
      start().write('{"success":true,"chats":"');
      const chunk = 'x'.repeat(1_000_000);
      const pump = () => {
        while (!response.destroyed) if (!response.write(chunk)) break;
      };
      response.on('drain', pump);
      pump();
    },
    deep: () => start().end('['.repeat(1_000_000) + ']'.repeat(1_000_000)),
  };
  faults[fault]();
  return HANDLED;
}
