import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PRIVATE_CACHE_CONTROL } from '../../http/private-reply.js';

/** Answers the sandbox's requests itself, on Express and Fastify alike; nothing of it is kept or sniffed at. */
@Injectable()
export class SandboxReply {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Sends a script. */
  script(response: unknown, code: string): void {
    this.send(response, 'text/javascript; charset=utf-8', code, 200);
  }

  /** Sends a body as JSON. */
  json(response: unknown, body: object, status = 200): void {
    this.send(response, 'application/json; charset=utf-8', body, status);
  }

  private send(response: unknown, contentType: string, body: object | string, status: number): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.setHeader(response, 'Cache-Control', PRIVATE_CACHE_CONTROL);
    httpAdapter.setHeader(response, 'X-Content-Type-Options', 'nosniff');
    httpAdapter.setHeader(response, 'Content-Type', contentType);
    httpAdapter.reply(response, body, status);
  }
}
