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
import { ReplyService } from './reply.service.js';

/** Handles every error of an endpoint instead of the application's filters: sends a generic text and logs the cause. */
@Catch()
export class ChatExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(this.constructor.name);

  constructor(
    @Inject(ReplyService) private readonly reply: ReplyService,
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

  /** Builds the response body, which must not reveal anything to a stranger. */
  protected body(status: number, _exception: unknown): object {
    return { statusCode: status, message: STATUS_CODES[status] ?? 'Error' };
  }
}
