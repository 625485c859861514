import { connect } from 'node:net';

/** A server to send raw requests to. */
export interface Target {
  readonly port: number;
  readonly path: string;
}

/** The bytes of a GET with these header lines, as Latin-1 text. */
export function rawRequest({ path }: Target, ...headers: string[]): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;
}

/**
 * Sends requests over one connection without waiting in between.
 *
 * @param requests what a server answers one by one; send what may end a connection alone.
 * @returns the statuses of the answers, in the order of the requests; fewer when the server closes.
 */
export function pipeline({ port }: Target, requests: readonly string[]): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const statuses: number[] = [];
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(requests.join(''), 'latin1'));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      received += chunk;
      for (let answer = nextAnswer(received); answer; answer = nextAnswer(received)) {
        statuses.push(answer.status);
        received = received.slice(answer.length);
      }
      if (statuses.length === requests.length) socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server that has answered and closed does not read on.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(statuses));
  });
}

function nextAnswer(text: string): { status: number; length: number } | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = text.slice(0, headEnd);
  const length = headEnd + 4 + Number(/\r\ncontent-length: *([0-9]+)/i.exec(head)?.[1] ?? 0);
  return text.length < length ? undefined : { status: Number(head.slice(9, 12)), length };
}
