import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** The `Cache-Control` of every response that has a token, a signature or personal data. */
export const PRIVATE_CACHE_CONTROL = 'private, no-store';

/**
 * Sends responses on both Express and Fastify, with `Cache-Control: private, no-store`. The application's global
 * interceptors cannot change these responses, for example wrap them in an envelope that the chat server cannot read.
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
    // Express's send() would add an ETag, although the response must not be stored.
    else (response as ServerResponse).end(body);
  }
}
