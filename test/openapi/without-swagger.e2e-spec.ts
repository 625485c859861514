import type { OpenAPIObject } from '@nestjs/swagger';
import { expect, it, vi } from 'vitest';
import { startHost } from '../support/host.js';

const loaded = vi.hoisted(() => ({ swagger: false }));
vi.mock('@nestjs/swagger', () => {
  loaded.swagger = true;
  return {};
});

it('the library does not load @nestjs/swagger, even to describe its endpoints', async () => {
  const { ChatIntegrationModule } = await import('nestjs-chat-integration');
  const { describeChatEndpoints } = await import('nestjs-chat-integration/openapi');
  const { IMBACHAT, SmallSiteUserProvider } = await import('../support/fixtures.js');
  const module = ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: SmallSiteUserProvider });
  const app = await startHost({ adapter: 'express', imports: [module] });
  const document: OpenAPIObject = {
    openapi: '3.0.0',
    info: { title: 'Host', version: '1' },
    paths: { '/imbachat/jwt': { get: { responses: {} } } },
  };
  const operation = describeChatEndpoints(app, document).paths['/imbachat/jwt']!.get;
  expect(operation).toMatchObject({ summary: "Returns the visitor's ImbaChat token" });
  expect(operation).not.toHaveProperty('operationId');
  expect(loaded.swagger).toBe(false);
  await app.close();
});
