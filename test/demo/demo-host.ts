import type { INestApplication } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { DemoConfig, HttpAdapterName } from '../../src/config/demo-config.js';
import { parseEnvironment } from '../../src/config/parse-environment.js';
import { createApp } from '../../src/create-app.js';

/** The development configuration with few members, in a database of its own. */
export function demoConfig(overrides: Partial<DemoConfig> = {}): DemoConfig {
  return Object.assign(parseEnvironment({ DEMO_MEMBERS: '60' }), { sqliteFile: ':memory:' }, overrides);
}

/** Starts the demo without a port. */
export async function startDemo(
  httpAdapter: HttpAdapterName,
  overrides: Partial<DemoConfig> = {},
): Promise<INestApplication> {
  const app = await createApp(demoConfig({ ...overrides, httpAdapter }), { logger: false });
  await app.init();
  if (httpAdapter === 'fastify') await (app.getHttpAdapter() as FastifyAdapter).getInstance().ready();
  return app;
}

/** A client without a session. */
export function guest(app: INestApplication) {
  return request(app.getHttpServer());
}

/** A client that keeps its cookies, logged in as a member. */
export async function signedIn(app: INestApplication, login: string) {
  const agent = request.agent(app.getHttpServer());
  await agent.post('/login').type('form').send({ login, password: 'demo' }).expect(303);
  return agent;
}

/** The names and the attributes of the cookies that an answer sets. */
export function setCookies(response: { headers: Record<string, unknown> }): string[] {
  return (response.headers['set-cookie'] ?? []) as string[];
}
