import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Question {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request got no complete answer. */
export class NoAnswerError extends Error {
  /** @param code of the system, such as `ECONNREFUSED`, or `TIMEOUT`. @param begun whether an answer had begun. */
  constructor(
    readonly code: string,
    readonly begun: boolean,
  ) {
    super(`No complete answer: ${code}${begun ? ', after the answer had begun' : ''}.`);
  }
}

/** Asks one port of 127.0.0.1 over connections that it keeps. */
export class KeepAliveClient {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    private readonly options: {
      readonly connections: number;
      /** How long an answer may take, in milliseconds. */
      readonly patienceMs?: number;
      /** Another address of the loopback network, to be another client to the server. */
      readonly localAddress?: string;
    },
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  }

  /** @throws {NoAnswerError} */
  ask({ path, method = 'GET', headers = {}, body }: Question): Promise<Answer> {
    const { patienceMs = 30_000, localAddress } = this.options;
    return new Promise((resolve, reject) => {
      let begun = false;
      const fail = (error: Error) => reject(new NoAnswerError(codeOf(error), begun));
      const asked = request(
        {
          agent: this.agent,
          host: '127.0.0.1',
          port: this.port,
          path,
          method,
          // Else Node's client would send a body of DELETE or GET in chunks.
          headers: body === undefined ? headers : { ...headers, 'Content-Length': Buffer.byteLength(body) },
          ...(localAddress === undefined ? {} : { localAddress }),
        },
        (response) => {
          begun = true;
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
      const timer = setTimeout(() => asked.destroy(new NoAnswerError('TIMEOUT', begun)), patienceMs);
      asked.on('error', fail);
      asked.on('close', () => clearTimeout(timer));
      asked.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
