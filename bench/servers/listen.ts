import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { serve } from './serve.js';

/** Starts a Nest application on the adapter in the first argument, without a logger. */
export async function listen(root: Type): Promise<void> {
  const adapter =
    process.argv[2] === 'fastify'
      ? new FastifyAdapter({ routerOptions: { maxParamLength: 16_384 } })
      : new ExpressAdapter();
  const app = await NestFactory.create(root, adapter, { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  serve(((app.getHttpServer() as Server).address() as AddressInfo).port);
}
