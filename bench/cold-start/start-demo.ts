// Starts the copy of the demo whose path is the first argument.
import type { createApp } from '../../src/create-app.js';
import { CHATBRO, IMBACHAT, SITE_URL } from '../site/site.js';
import { DEMO_MEMBERS } from './demo-copies.js';
import { reportFirstResponse } from './first-response.js';

const demo = (await import(process.argv[2]!)) as { createApp: typeof createApp };

const config = {
  port: 0,
  siteUrl: SITE_URL,
  httpAdapter: 'express',
  sqliteFile: process.env['DATABASE_FILE']!,
  members: DEMO_MEMBERS,
  sessionSecret: 'a secret of the benchmark, of 32 bytes or more',
  chatSandbox: false,
  userCacheSeconds: 0,
  trustProxy: [],
  imbachat: IMBACHAT,
  chatbro: CHATBRO,
} as const;

await reportFirstResponse(await demo.createApp(config, { logger: false }));
