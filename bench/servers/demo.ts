// The demo, configured by environment variables.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../../src/config/load-config.js';
import { createApp } from '../../src/create-app.js';
import { serve } from './serve.js';

const app = await createApp(await loadConfig(), { logger: false });
await app.listen(0, '127.0.0.1');
serve(((app.getHttpServer() as Server).address() as AddressInfo).port);
