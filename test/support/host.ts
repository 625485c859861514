import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';

export { basicAuthorization as basic } from 'nestjs-chat-integration/testing';

/** The HTTP adapters that all features are tested with. */
export const ADAPTERS = ['express', 'fastify'] as const;
export type Adapter = (typeof ADAPTERS)[number];

export interface HostOptions {
  imports: (Type | DynamicModule)[];
  adapter: Adapter;
  prefix?: string;
  /** Whether the application trusts proxies. */
  trustProxy?: boolean;
  controllers?: Type[];
  /** Overrides of the testing module. */
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Configures the application before it starts. */
  configure?: (app: INestApplication) => void;
}

/** Starts a Nest application with the given modules. */
export async function startHost(options: HostOptions): Promise<INestApplication> {
  const builder = Test.createTestingModule({
    imports: options.imports,
    controllers: options.controllers ?? [],
  });
  const testingModule = await (options.override?.(builder) ?? builder).compile();
  const app =
    options.adapter === 'fastify'
      ? testingModule.createNestApplication<NestFastifyApplication>(
          new FastifyAdapter({ trustProxy: options.trustProxy ?? false }),
          { logger: false },
        )
      : testingModule.createNestApplication({ logger: false });
  if (options.trustProxy && options.adapter === 'express')
    (app as NestExpressApplication).set('trust proxy', true);
  if (options.prefix) app.setGlobalPrefix(options.prefix);
  options.configure?.(app);
  await app.init();
  if (options.adapter === 'fastify')
    await (app as NestFastifyApplication).getHttpAdapter().getInstance().ready();
  return app;
}
