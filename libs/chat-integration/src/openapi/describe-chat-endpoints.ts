import type { INestApplicationContext } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ChatRegistration } from '../chat-integration.registration.js';
import { TOKEN_OPERATION, type Operation, widgetsOperation } from './operations.js';

/**
 * Describes the endpoints that the site's front end calls (the visitor's token and the widgets) in a document of
 * `@nestjs/swagger`, for every `ChatIntegrationModule` of the application. It adds responses, errors and schemas, but no
 * endpoints that the document does not list. The chat server's endpoints are never in the document.
 *
 * @param app the application, with its global prefix set.
 * @param document the result of `SwaggerModule.createDocument()`; it is not changed.
 * @returns a copy of the document with the descriptions.
 * @example
 * ```ts
 * const document = describeChatEndpoints(app, SwaggerModule.createDocument(app, config));
 * SwaggerModule.setup('openapi', app, document);
 * ```
 */
export function describeChatEndpoints(app: INestApplicationContext, document: OpenAPIObject): OpenAPIObject {
  const anywhere = { strict: false } as const;
  const globalPrefix = app.get(ApplicationConfig, anywhere).getGlobalPrefix();
  const registrations = app.get(ChatRegistration, { ...anywhere, each: true });
  const paths = { ...document.paths };

  registrations.forEach((registration, index) => {
    const names = registration.widgets.map(({ name }) => name);
    const describe = (endpoint: string | false, operation: Operation | null) => {
      if (endpoint === false) return;
      // A document can leave out the global prefix.
      const path = [globalPrefix, '']
        .map((prefix) => template(prefix, endpoint))
        .find((key) => paths[key]?.get);
      if (path === undefined) return;
      const { get: listed, ...others } = paths[path]!;
      if (operation) paths[path] = { ...others, get: merge(listed!, operation, index) };
      else if (Object.keys(others).length > 0) paths[path] = others;
      else delete paths[path];
    };
    describe(registration.paths.imbachatToken, names.includes('imbachat') ? TOKEN_OPERATION : null);
    describe(registration.paths.widgets, widgetsOperation(names));
  });
  return { ...document, paths };
}

/** Keeps the values of decorators and `operationIdFactory`; the ids of further registrations get a number. */
function merge(listed: Operation, operation: Operation, registration: number): Operation {
  const { operationId } = listed;
  const isUnique = operationId === undefined || registration === 0;
  return { ...listed, ...operation, ...(!isUnique && { operationId: `${operationId}_${registration + 1}` }) };
}

/** Returns the OpenAPI template of a path: `/api/{site}/jwt` for `'api'` and `':site/jwt/'`. */
function template(...parts: readonly string[]): string {
  const segments = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  return `/${segments.map((segment) => segment.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
}
