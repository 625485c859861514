import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { AppModule } from './app.module.js';
import type { DemoConfig, HttpAdapterName } from './config/demo-config.js';

/** Makes the demo, ready to listen. */
export async function createApp(
  config: DemoConfig,
  options: NestApplicationOptions = {},
): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule.with(config), ADAPTERS[config.httpAdapter](config), {
    // Errors go to the caller instead of ending the process.
    abortOnError: false,
    ...options,
  });
  endBusyConnections(app.getHttpServer() as Server);
  return app.enableShutdownHooks();
}

/** A server that closes would wait for a connection that is kept alive for as long as its client goes on asking. */
function endBusyConnections(server: Server): void {
  server.prependListener('request', (_request, response) => {
    if (!server.listening) response.setHeader('Connection', 'close');
  });
}

const ADAPTERS: Record<HttpAdapterName, (config: DemoConfig) => ExpressAdapter | FastifyAdapter> = {
  express: ({ trustProxy }) => {
    const adapter = new ExpressAdapter();
    adapter.set('trust proxy', trustProxy);
    return adapter;
  },
  fastify: ({ trustProxy }) =>
    // What still comes over a kept connection while the demo stops is answered, as Express does.
    new FastifyAdapter({ trustProxy: [...trustProxy], return503OnClosing: false }),
};
