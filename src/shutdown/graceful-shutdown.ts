import type { Server } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** How long requests in progress may take after SIGTERM, in milliseconds. Docker kills a process after 10 seconds. */
const GRACE_MS = 8_000;
const CHECK_MS = 50;

/**
 * Completes the requests in progress during a shutdown and then closes all connections. Node.js would wait without a
 * limit for connections that have sent nothing, a part of a request, or a body that never ends.
 */
@Injectable()
export class GracefulShutdown implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  graceMs = GRACE_MS;
  private requests = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  onModuleInit(): void {
    this.server.prependListener('request', (_request, response) => {
      this.requests++;
      response.once('close', () => this.requests--);
      // Otherwise, clients that keep sending requests would delay the shutdown.
      if (!this.server.listening) response.setHeader('Connection', 'close');
    });
  }

  /** Nest calls this before it stops listening. */
  beforeApplicationShutdown(): void {
    const end = performance.now() + this.graceMs;
    this.timer = setInterval(() => {
      if (this.server.listening) return;
      if (this.requests === 0 || performance.now() > end) this.server.closeAllConnections();
    }, CHECK_MS);
  }

  /** Nest calls this when all connections are closed. */
  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private get server(): Server {
    return this.adapterHost.httpAdapter.getHttpServer() as Server;
  }
}
