import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** The header of every answer that carries a token, a signature or personal data. */
export const PRIVATE_CACHE_CONTROL = 'private, no-store';

/**
 * Answers a request itself, on Express and Fastify alike, with `Cache-Control: private, no-store`. Handlers
 * that use it are out of reach of the host's global interceptors, so an application that wraps its own
 * answers in an envelope does not wrap what the chat server reads.
 */
@Injectable()
export class PrivateReply {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Sends a body as JSON. */
  json(response: unknown, body: object, status = 200): void {
    this.jsonText(response, JSON.stringify(body), status);
  }

  /** Sends what is JSON already, as text or as the UTF-8 bytes of it. */
  jsonText(response: unknown, body: string | Buffer, status = 200): void {
    this.send(response, 'application/json; charset=utf-8', body, status);
  }

  /** Sends plain text. */
  text(response: unknown, body: string, status = 200): void {
    this.send(response, 'text/plain; charset=utf-8', body, status);
  }

  /** Sends a script. */
  script(response: unknown, code: string): void {
    this.send(response, 'text/javascript; charset=utf-8', code, 200);
  }

  private send(response: unknown, contentType: string, body: string | Buffer, status: number): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.status(response, status);
    httpAdapter.setHeader(response, 'Cache-Control', PRIVATE_CACHE_CONTROL);
    httpAdapter.setHeader(response, 'X-Content-Type-Options', 'nosniff');
    httpAdapter.setHeader(response, 'Content-Type', contentType);
    if (httpAdapter.getType() === 'fastify') httpAdapter.reply(response, body);
    // Express would take bytes for an object to serialize, and compute an ETag of what may not be stored.
    else (response as ServerResponse).end(body);
  }
}
