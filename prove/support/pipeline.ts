import { connect } from 'node:net';

/** A server to send raw requests to. */
export interface Target {
  readonly port: number;
  readonly path: string;
}

/** Returns a GET request with these header lines, as Latin-1 text. */
export function rawRequest({ path }: Target, ...headers: string[]): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;
}

/**
 * Sends requests over one connection without waiting for responses.
 *
 * @param requests The requests. Send a request that may close the connection separately.
 * @returns The statuses of the responses in the order of the requests; fewer if the server closes the connection.
 */
export function pipeline({ port }: Target, requests: readonly string[]): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const statuses: number[] = [];
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(requests.join(''), 'latin1'));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      received += chunk;
      for (let response = nextResponse(received); response; response = nextResponse(received)) {
        statuses.push(response.status);
        received = received.slice(response.length);
      }
      if (statuses.length === requests.length) socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The server may close the connection after a response.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(statuses));
  });
}

function nextResponse(text: string): { status: number; length: number } | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = text.slice(0, headEnd);
  const length = headEnd + 4 + Number(/\r\ncontent-length: *([0-9]+)/i.exec(head)?.[1] ?? 0);
  return text.length < length ? undefined : { status: Number(head.slice(9, 12)), length };
}
