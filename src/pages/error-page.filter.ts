import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { errorPage } from './error.page.js';
import { acceptsHtml } from './negotiation.js';
import { Responder } from './responder.service.js';

/** Responds to browsers with an error page, and to other clients with Nest's JSON. */
@Catch()
export class ErrorPageFilter extends BaseExceptionFilter {
  private readonly logger = new Logger(ErrorPageFilter.name);

  constructor(private readonly responder: Responder) {
    super();
  }

  override catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<IncomingMessage>();
    const response = host.switchToHttp().getResponse<object>();
    const { httpAdapter } = this.httpAdapterHost!;
    if (!acceptsHtml(request.headers.accept) || httpAdapter.isHeadersSent(response)) {
      return super.catch(exception, host);
    }
    const status = this.statusOf(exception);
    if (status >= 500) this.logger.error(exception);
    const page = errorPage({ title: STATUS_CODES[status] ?? 'Error', text: this.textFor(status, exception) });
    this.responder.pageWithoutWidgets(request, response, page, status);
  }

  private statusOf(exception: unknown): number {
    if (exception instanceof HttpException) return exception.getStatus();
    return this.isHttpError(exception) ? exception.statusCode : 500;
  }

  private textFor(status: number, exception: unknown): string {
    if (status >= 500) return 'Something went wrong on our side. Please try again later.';
    // Nest's message contains the requested path.
    if (status === 404) return 'The page does not exist.';
    return exception instanceof HttpException ? exception.message : 'The request is invalid.';
  }
}
