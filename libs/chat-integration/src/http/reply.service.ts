import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** The `Cache-Control` of every response that has a token, a signature or personal data. */
export const PRIVATE_CACHE_CONTROL = 'private, no-store';

/**
 * Sends responses on Express and Fastify alike, with `Cache-Control: private, no-store`. Handlers that use it bypass
 * the host's global interceptors, so an application that wraps its responses in an envelope does not wrap what the
 * chat server reads.
 */
@Injectable()
export class ReplyService {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Sends a body as JSON. */
  json(response: unknown, body: object, status = 200): void {
    this.jsonText(response, JSON.stringify(body), status);
  }

  /** Sends a body that is JSON text already. */
  jsonText(response: unknown, body: string, status = 200): void {
    this.send(response, 'application/json; charset=utf-8', body, status);
  }

  /** Sends plain text. */
  text(response: unknown, body: string): void {
    this.send(response, 'text/plain; charset=utf-8', body, 200);
  }

  /** Sends a script. */
  script(response: unknown, code: string): void {
    this.send(response, 'text/javascript; charset=utf-8', code, 200);
  }

  private send(response: unknown, contentType: string, body: string, status: number): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.status(response, status);
    httpAdapter.setHeader(response, 'Cache-Control', PRIVATE_CACHE_CONTROL);
    httpAdapter.setHeader(response, 'X-Content-Type-Options', 'nosniff');
    httpAdapter.setHeader(response, 'Content-Type', contentType);
    if (httpAdapter.getType() === 'fastify') httpAdapter.reply(response, body);
    // Express would compute an ETag for what must not be stored.
    else (response as ServerResponse).end(body);
  }
}
