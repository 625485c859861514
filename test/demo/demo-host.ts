import type { INestApplication } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { DemoConfig, HttpAdapterName } from '../../src/config/demo-config.js';
import { parseEnvironment } from '../../src/config/parse-environment.js';
import { createApp } from '../../src/create-app.js';
import { freePort } from '../support/free-port.js';

/** Returns the development configuration with few members and a separate database. */
export function demoConfig(overrides: Partial<DemoConfig> = {}): DemoConfig {
  return Object.assign(parseEnvironment({ DEMO_MEMBERS: '60' }), { sqliteFile: ':memory:' }, overrides);
}

/** Starts the demo without listening on a port. */
export async function startDemo(
  httpAdapter: HttpAdapterName,
  overrides: Partial<DemoConfig> = {},
): Promise<INestApplication> {
  const app = await createApp(demoConfig({ ...overrides, httpAdapter }), { logger: false });
  await app.init();
  if (httpAdapter === 'fastify') await (app.getHttpAdapter() as FastifyAdapter).getInstance().ready();
  return app;
}

/** Starts the demo on a free port and returns its `siteUrl`. */
export async function listenDemo(
  httpAdapter: HttpAdapterName,
  overrides: Partial<DemoConfig> = {},
): Promise<{ app: INestApplication; siteUrl: string }> {
  // The signatures contain the site URL, so the port must be known before the application is created.
  const port = await freePort();
  const siteUrl = `http://127.0.0.1:${port}`;
  const app = await createApp(demoConfig({ siteUrl, ...overrides, httpAdapter }), { logger: false });
  await app.listen(port, '127.0.0.1');
  return { app, siteUrl };
}

/** Returns a client without a session. */
export function guest(app: INestApplication) {
  return request(app.getHttpServer());
}

/** Returns a client with cookies that is logged in as a member. */
export async function signedIn(app: INestApplication, login: string) {
  const agent = request.agent(app.getHttpServer());
  await agent.post('/login').type('form').send({ login, password: 'demo' }).expect(303);
  return agent;
}

/** Returns the `Set-Cookie` headers of a response. */
export function setCookies(response: { headers: Record<string, unknown> }): string[] {
  return (response.headers['set-cookie'] ?? []) as string[];
}
