import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface ClientResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface ClientRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Thrown if a request does not receive a complete response. */
export class IncompleteResponseError extends Error {
  /**
   * @param code A system error code such as `ECONNREFUSED`, or `TIMEOUT`.
   * @param hasStarted Whether a part of the response was received.
   */
  constructor(
    readonly code: string,
    readonly hasStarted: boolean,
  ) {
    super(`No complete response: ${code}${hasStarted ? ' after the start of the response' : ''}.`);
  }
}

/** Sends requests to a port of 127.0.0.1 over keep-alive connections. */
export class KeepAliveClient {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    private readonly options: {
      readonly connections: number;
      /** The timeout of a request, in milliseconds. @default 30000 */
      readonly timeoutMs?: number;
      /** A loopback address to send from, so that the server identifies another client. */
      readonly localAddress?: string;
    },
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  }

  /** @throws {IncompleteResponseError} If there is no complete response. */
  send({ path, method = 'GET', headers = {}, body }: ClientRequest): Promise<ClientResponse> {
    const { timeoutMs = 30_000, localAddress } = this.options;
    return new Promise((resolve, reject) => {
      let hasStarted = false;
      const fail = (error: Error) => reject(new IncompleteResponseError(codeOf(error), hasStarted));
      const sent = request(
        {
          agent: this.agent,
          host: '127.0.0.1',
          port: this.port,
          path,
          method,
          // Without a length, Node.js would send the body of a GET or DELETE request in chunks.
          headers: body === undefined ? headers : { ...headers, 'Content-Length': Buffer.byteLength(body) },
          ...(localAddress === undefined ? {} : { localAddress }),
        },
        (response) => {
          hasStarted = true;
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', fail);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      const timeout = () => sent.destroy(new IncompleteResponseError('TIMEOUT', hasStarted));
      const timer = setTimeout(timeout, timeoutMs);
      sent.on('error', fail);
      sent.on('close', () => clearTimeout(timer));
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
