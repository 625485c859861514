import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { ADAPTERS } from '../support/host.js';
import { GracefulShutdown } from '../../src/shutdown/graceful-shutdown.js';
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

/** Connections on which a request never arrives completely. */
const INCOMPLETE = [
  ['nothing', ''],
  ['half a request line', 'GET /imba'],
  ['half a header', 'GET / HTTP/1.1\r\nHost: exam'],
  ['a complete request, and half of another', 'GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /hea'],
] as const;
const BODY_THAT_NEVER_COMES =
  'POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';

describe.each(ADAPTERS)('the shutdown of the demo on %s', (adapter) => {
  const open = async (siteUrl: string, text: string) => {
    const { hostname, port } = new URL(siteUrl);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => undefined).resume();
    socket.write(text);
    return { socket, closed };
  };

  it.each(INCOMPLETE)('does not wait for a connection that has sent %s', async (_, text) => {
    const { app, siteUrl } = await listenDemo(adapter);
    app.get(GracefulShutdown, { strict: false }).graceMs = Infinity;
    const { closed } = await open(siteUrl, text);
    await fetch(`${siteUrl}/health`);
    await app.close();
    await expect(closed).resolves.toBeUndefined();
  });

  it('waits until the end of the grace period for a body that never comes', async () => {
    const { app, siteUrl } = await listenDemo(adapter);
    app.get(GracefulShutdown, { strict: false }).graceMs = 200;
    const requested = once(app.getHttpServer() as Server, 'request');
    const { closed } = await open(siteUrl, BODY_THAT_NEVER_COMES);
    await requested;
    await app.close();
    await expect(closed).resolves.toBeUndefined();
  });

  it('completes a request in progress before it closes the other connections', async () => {
    const { app, siteUrl } = await listenDemo(adapter);
    const server = app.getHttpServer() as Server;
    const { closed } = await open(siteUrl, '');
    const requested = once(server, 'request');
    const login = fetch(`${siteUrl}/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login: 'ada', password: 'demo' }),
    });
    await requested;
    await app.close();
    expect((await login).status).toBe(200);
    await expect(closed).resolves.toBeUndefined();
  });
});
