import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { AppModule } from './app.module.js';
import type { DemoConfig, HttpAdapterName } from './config/demo-config.js';

/** Creates the demo application. */
export async function createApp(
  config: DemoConfig,
  options: NestApplicationOptions = {},
): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule.forRoot(config), ADAPTERS[config.httpAdapter](config), {
    // Throw errors instead of exiting the process.
    abortOnError: false,
    ...options,
  });
  limitRequestTime(app.getHttpServer() as Server);
  return app.enableShutdownHooks();
}

/** Closes connections whose request does not arrive in time. Fastify has no limit by default, and Node.js five minutes. */
function limitRequestTime(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
}

const ADAPTERS: Record<HttpAdapterName, (config: DemoConfig) => ExpressAdapter | FastifyAdapter> = {
  express: ({ trustProxy }) => {
    const adapter = new ExpressAdapter();
    adapter.set('trust proxy', trustProxy);
    return adapter;
  },
  fastify: ({ trustProxy }) =>
    // During shutdown, respond to requests on keep-alive connections, as Express does.
    new FastifyAdapter({ trustProxy: [...trustProxy], return503OnClosing: false }),
};
