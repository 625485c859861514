import { STATUS_CODES } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
  Logger,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ChatIntegrationError } from '../chat-integration.errors.js';
import { requestIdOf, type IdentifiedRequest } from '../telemetry/request-id.js';
import { PrivateReply } from './private-reply.js';

/**
 * Answers every error of an endpoint, whatever filters the host has: generic text to the caller, the cause to
 * the log.
 */
@Catch()
export class PrivateExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(this.constructor.name);

  constructor(
    @Inject(PrivateReply) private readonly reply: PrivateReply,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<unknown>();
    const retryAfter = exception instanceof ChatIntegrationError ? exception.retryAfterSeconds : undefined;
    if (retryAfter !== undefined) {
      this.adapterHost.httpAdapter.setHeader(response, 'Retry-After', String(retryAfter));
    }
    const status =
      exception instanceof HttpException ? exception.getStatus() : retryAfter === undefined ? 500 : 503;
    if (status >= 500) {
      const requestId = requestIdOf(http.getRequest<IdentifiedRequest>());
      this.logger.error(exception instanceof Error ? exception.stack : String(exception), {
        requestId,
        status,
      });
    }
    this.reply.json(response, this.body(status, exception), status);
  }

  /** The body of the answer; tells a stranger nothing. */
  protected body(status: number, _exception: unknown): object {
    return { statusCode: status, message: STATUS_CODES[status] ?? 'Error' };
  }
}
