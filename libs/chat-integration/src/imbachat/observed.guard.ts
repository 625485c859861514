import type { ServerResponse } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable, Logger } from '@nestjs/common';
import { ChatMetrics } from '../telemetry/chat-metrics.js';
import { requestIdOf, type IdentifiedRequest } from '../telemetry/request-id.js';

/**
 * Tells metrics, and the log at the level `debug`, of each call when it is answered, refused ones too. A guard,
 * and the first one, because interceptors do not see what guards refuse; lets everyone through.
 */
@Injectable()
export class ObservedGuard implements CanActivate {
  private readonly logger = new Logger('ChatServerCalls');

  constructor(@Inject(ChatMetrics) private readonly metrics: ChatMetrics) {}

  canActivate(context: ExecutionContext): boolean {
    const since = performance.now();
    const http = context.switchToHttp();
    const reply = http.getResponse<ServerResponse & { raw?: ServerResponse }>();
    // Fastify's reply holds the response of Node; Express's is one.
    const response = reply.raw ?? reply;
    response.once('close', () => {
      const endpoint = context.getHandler().name;
      const milliseconds = performance.now() - since;
      this.metrics.answered(endpoint, response.statusCode, milliseconds / 1000);
      if (!Logger.isLevelEnabled('debug')) return;
      const requestId = requestIdOf(http.getRequest<IdentifiedRequest>());
      this.logger.debug(`Answered ${endpoint} with ${response.statusCode}.`, {
        requestId,
        endpoint,
        status: response.statusCode,
        milliseconds: Math.round(milliseconds),
      });
    });
    return true;
  }
}
