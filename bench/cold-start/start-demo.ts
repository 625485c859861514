// Starts the demo: the copy of it that the command line names.
import { IMBACHAT, CHATBRO, SITE_URL } from '../site/site.js';
import { tellFirstAnswer } from './first-answer.js';
import { DEMO_MEMBERS } from './demo-copies.js';

const { createApp } = (await import(process.argv[2]!)) as typeof import('../../src/create-app.js');

const config = {
  port: 0,
  siteUrl: SITE_URL,
  httpAdapter: 'express',
  sqliteFile: process.env['DATABASE_FILE']!,
  members: DEMO_MEMBERS,
  sessionSecret: 'a secret of the benchmark, of 32 bytes or more',
  chatSandbox: false,
  imbachat: IMBACHAT,
  chatbro: CHATBRO,
} as const;

await tellFirstAnswer(await createApp(config, { logger: false }));
