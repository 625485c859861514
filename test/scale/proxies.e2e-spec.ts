import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplication, Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { layOut } from '../docs/snippets.js';
import { freePort } from '../support/free-port.js';
import { ADAPTERS, basic } from '../support/host.js';
import { Nginx, nginxBlocks, nginxPath } from './nginx.js';

const PAGE = new URL('../../docs/recipes/proxy.md', import.meta.url);
const [OVER_TCP, OVER_SOCKET, CLOUDFLARE] = nginxBlocks(PAGE) as [string, string, string];
const VERSION = '/imbachat/api/v1';
const RIGHT = basic('chat', 'a password');
const WRONG = basic('chat', 'wrong');

beforeAll(() => Logger.overrideLogger(false));

describe.skipIf(!nginxPath).each(ADAPTERS)(
  `the application on %s behind nginx${nginxPath ? '' : ' (unavailable)'}`,
  (adapter) => {
    let app: INestApplication;
    let nginx: Nginx;
    let folder: string | undefined;

    afterEach(async () => {
      await nginx.stop();
      await app.close();
      if (folder !== undefined) rmSync(folder, { recursive: true });
      folder = undefined;
    });

    const createApp = async (file: string) => {
      const path = layOut('docs/recipes/proxy.md', `proxies-${adapter}`).get(`${file}/create-app.ts`)!;
      const module = (await import(/* @vite-ignore */ path)) as { createApp(): Promise<INestApplication> };
      app = await module.createApp();
    };
    /** Returns the status of a request from a local address, with headers that a client can choose. */
    const send = (localAddress: string, authorization: string, headers: Record<string, string> = {}) =>
      new Promise<number>((resolve, reject) => {
        const { port } = nginx;
        const path = `${VERSION}/users/1`;
        get(
          { host: '127.0.0.1', port, path, localAddress, headers: { ...headers, authorization } },
          (response) => {
            response.resume();
            resolve(response.statusCode!);
          },
        ).on('error', reject);
      });
    const fail = async (times: number, sendGuess: (index: number) => Promise<number>) => {
      const statuses: number[] = [];
      for (let index = 0; index < times; index++) statuses.push(await sendGuess(index));
      return statuses.filter((status) => status === 401).length;
    };

    it('limits each client of nginx, whatever it writes into X-Forwarded-For', async () => {
      await createApp(adapter);
      const port = await freePort();
      await app.listen(port, '127.0.0.1');
      nginx = await Nginx.startWith(OVER_TCP, { '127.0.0.1:3000': `127.0.0.1:${port}` }, VERSION);
      const spoofed = (index: number) => ({ 'X-Forwarded-For': `192.0.2.${index}` });
      expect(await fail(110, (index) => send('127.0.0.2', WRONG, spoofed(index)))).toBe(100);
      expect(await send('127.0.0.3', RIGHT)).toBe(200);
      expect(await send('127.0.0.3', RIGHT, { 'X-Forwarded-For': '127.0.0.2' })).toBe(200);
    });

    it('limits each client of nginx over a Unix socket', async () => {
      await createApp(`${adapter}-unix-socket`);
      folder = mkdtempSync(join(tmpdir(), 'chat-site-'));
      const socket = join(folder, 'site.sock');
      await app.listen(socket);
      nginx = await Nginx.startWith(OVER_SOCKET, { '/run/community/site.sock': socket }, VERSION);
      const spoofed = (index: number) => ({ 'X-Forwarded-For': `192.0.2.${index}` });
      expect(await fail(110, (index) => send('127.0.0.2', WRONG, spoofed(index)))).toBe(100);
      expect(await send('127.0.0.3', RIGHT)).toBe(200);
    });

    it('limits each client of Cloudflare', async () => {
      await createApp(adapter);
      const port = await freePort();
      await app.listen(port, '127.0.0.1');
      nginx = await Nginx.startWith(
        CLOUDFLARE,
        { '127.0.0.1:3000': `127.0.0.1:${port}`, '173.245.48.0/20': '127.0.0.2' },
        VERSION,
      );
      const client = (address: string) => ({ 'CF-Connecting-IP': address });
      expect(await fail(110, () => send('127.0.0.2', WRONG, client('203.0.113.1')))).toBe(100);
      expect(await send('127.0.0.2', RIGHT, client('203.0.113.2'))).toBe(200);
      // A client that bypasses Cloudflare cannot choose its address.
      expect(await fail(110, (index) => send('127.0.0.3', WRONG, client(`203.0.113.${index}`)))).toBe(100);
    });
  },
);
