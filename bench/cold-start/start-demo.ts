// Starts the demo: the copy of it that the command line names.
import type { createApp } from '../../src/create-app.js';
import { CHATBRO, IMBACHAT, SITE_URL } from '../site/site.js';
import { DEMO_MEMBERS } from './demo-copies.js';
import { tellFirstAnswer } from './first-answer.js';

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

await tellFirstAnswer(await demo.createApp(config, { logger: false }));
