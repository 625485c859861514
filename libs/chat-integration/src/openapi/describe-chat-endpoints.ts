import type { INestApplicationContext } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ChatRegistration } from '../chat-integration.registration.js';
import { CHAT_SERVER_SCHEME, imbaChatEndpoints } from './imbachat-endpoints.js';
import { replaceListed } from './replace-listed.js';
import { referredSchemas } from './schemas.js';
import { widgetsEndpoint } from './widgets-endpoint.js';

/**
 * Describes the endpoints of every `ChatIntegrationModule` in a document of @nestjs/swagger: parameters, answers,
 * errors and authorization, as the options have them, in the place of the bare entries that it lists. An endpoint
 * that is mounted, but not served, is removed. An endpoint that the document does not list is not added: hide
 * them with `endpoints: { decorators: [ApiExcludeController()] }`.
 *
 * @param app the application, its global prefix set.
 * @param document what `SwaggerModule.createDocument` made of it; stays as it is.
 * @returns the document with the descriptions.
 * @example
 * ```ts
 * const document = describeChatEndpoints(app, SwaggerModule.createDocument(app, config));
 * SwaggerModule.setup('openapi', app, document);
 * ```
 */
export function describeChatEndpoints(app: INestApplicationContext, document: OpenAPIObject): OpenAPIObject {
  const everywhere = { strict: false } as const;
  const endpoints = app
    .get(ChatRegistration, { ...everywhere, each: true })
    .flatMap((registration) => [...imbaChatEndpoints(registration), ...widgetsEndpoint(registration)]);
  const globalPrefix = app.get(ApplicationConfig, everywhere).getGlobalPrefix();
  const paths = replaceListed(document.paths, endpoints, globalPrefix);
  const { schemas, securitySchemes } = document.components ?? {};
  const json = JSON.stringify(paths);
  return {
    ...document,
    paths,
    components: {
      ...document.components,
      schemas: { ...schemas, ...referredSchemas(json) },
      securitySchemes: {
        ...securitySchemes,
        ...(json.includes(`"${CHAT_SERVER_SCHEME}"`) && { [CHAT_SERVER_SCHEME]: CHAT_SERVER }),
      },
    },
  };
}

const CHAT_SERVER = {
  type: 'http',
  scheme: 'basic',
  description: 'The API login and the API password of the ImbaChat dashboard.',
} as const;
