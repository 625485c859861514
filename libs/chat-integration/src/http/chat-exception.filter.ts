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
import { RateLimitedLogger } from '../telemetry/rate-limited-logger.js';
import { requestIdOf, type IdentifiedRequest } from '../telemetry/request-id.js';
import { errorLine, errorStack } from '../text/describe.js';
import { ReplyService } from './reply.service.js';

/** How long the stack of a kind of error is not logged again, in milliseconds. */
const STACK_PERIOD_MS = 10_000;

/** How many characters of an error's name and message tell its kind. */
const KIND_LENGTH = 80;

/**
 * Handles every error of an endpoint instead of the application's filters: sends a generic text and logs the cause. An
 * error that may pass, such as a timeout, is logged once per kind and 10 seconds, another error each time, with its
 * stack once per 10 seconds.
 */
@Catch()
export class ChatExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(this.constructor.name);
  private readonly limit = new RateLimitedLogger(this.constructor.name, STACK_PERIOD_MS);

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
    if (status >= 500) this.log(exception, status, http.getRequest<IdentifiedRequest>());
    this.reply.json(response, this.body(status, exception), status);
  }

  private log(exception: unknown, status: number, request: IdentifiedRequest): void {
    const line = errorLine(exception);
    const isFirst = this.limit.isDue(line.slice(0, KIND_LENGTH));
    if (status === 503 && !isFirst) return;
    this.logger.error(isFirst ? errorStack(exception) : line, { requestId: requestIdOf(request), status });
  }

  /** Builds the response body, which must not reveal anything to a stranger. */
  protected body(status: number, _exception: unknown): object {
    return { statusCode: status, message: STATUS_CODES[status] ?? 'Error' };
  }
}
