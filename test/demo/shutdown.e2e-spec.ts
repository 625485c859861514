import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { expect, it, vi } from 'vitest';
import { ADAPTERS } from '../support/host.js';
import { listenDemo } from './demo-host.js';

it.each(ADAPTERS)(
  'the demo on %s responds to requests on keep-alive connections during shutdown',
  async (adapter) => {
    const { app, siteUrl } = await listenDemo(adapter);
    const server = app.getHttpServer() as Server;
    const { hostname, port } = new URL(siteUrl);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    let received = '';
    socket.on('data', (text: string) => (received += text));
    const closed = once(socket, 'close');

    const login = JSON.stringify({ login: 'ada', password: 'demo' });
    const headers = `Host: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${login.length}`;
    // The slow password hash keeps this request pending while the shutdown starts.
    const requested = once(server, 'request');
    socket.write(`POST /login HTTP/1.1\r\n${headers}\r\n\r\n${login}`);
    await requested;
    const stopped = app.close();
    await vi.waitFor(() => expect(server.listening).toBe(false), { interval: 1 });
    socket.write(`GET /imbachat/api/v1 HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);

    await closed;
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    await stopped;
  },
);
