import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** The `Cache-Control` of every response that has a token, a signature or personal data. */
export const PRIVATE_CACHE_CONTROL = 'private, no-store';

const RESOURCE_POLICY = 'Cross-Origin-Resource-Policy';

/**
 * Sends responses on both Express and Fastify, with `Cache-Control: private, no-store`. The application's global
 * interceptors cannot change these responses, for example wrap them in an envelope that the chat server cannot read.
 *
 * Text and JSON have `Cross-Origin-Resource-Policy: same-origin`, unless the application has set this header: no other
 * site can load them into its process with an element such as `<script>`. Requests with CORS do not depend on it.
 */
@Injectable()
export class ReplyService {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Sends a body as JSON. */
  json(response: unknown, body: object, status = 200): void {
    this.jsonText(response, JSON.stringify(body), status);
  }

  /** Sends JSON text. */
  jsonText(response: unknown, body: string, status = 200): void {
    this.isolate(response);
    this.send(response, 'application/json; charset=utf-8', body, status);
  }

  /** Sends plain text. */
  text(response: unknown, body: string): void {
    this.isolate(response);
    this.send(response, 'text/plain; charset=utf-8', body, 200);
  }

  /** Sends a script. */
  script(response: unknown, code: string): void {
    this.send(response, 'text/javascript; charset=utf-8', code, 200);
  }

  /** Sends an empty response. */
  noContent(response: unknown): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.status(response, 204);
    httpAdapter.setHeader(response, 'Cache-Control', PRIVATE_CACHE_CONTROL);
    if (httpAdapter.getType() === 'fastify') httpAdapter.reply(response, '');
    else (response as ServerResponse).end();
  }

  private isolate(response: unknown): void {
    const { raw } = response as { raw?: ServerResponse };
    // On Fastify, Connect-style middleware such as helmet sets headers on Node's response.
    const isSet = (response as ServerResponse).hasHeader(RESOURCE_POLICY) || raw?.hasHeader(RESOURCE_POLICY);
    if (!isSet) this.adapterHost.httpAdapter.setHeader(response, RESOURCE_POLICY, 'same-origin');
  }

  private send(response: unknown, contentType: string, body: string, status: number): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.status(response, status);
    httpAdapter.setHeader(response, 'Cache-Control', PRIVATE_CACHE_CONTROL);
    httpAdapter.setHeader(response, 'X-Content-Type-Options', 'nosniff');
    httpAdapter.setHeader(response, 'Content-Type', contentType);
    if (httpAdapter.getType() === 'fastify') httpAdapter.reply(response, body);
    // Express's send() would add an ETag, although the response must not be stored.
    else (response as ServerResponse).end(body);
  }
}
