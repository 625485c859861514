import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
  Logger,
} from '@nestjs/common';
import { PrivateReply } from '../http/private-reply.js';
import { errorEnvelope } from './error-envelope.js';

/**
 * Answers every error of the ImbaChat endpoints in the vendor's envelope (`protocol/imbachat.md` section
 * 1.1), whatever filters the host has: generic text to the caller, the cause to the log.
 */
@Catch()
export class ImbaChatExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(ImbaChatExceptionFilter.name);

  constructor(@Inject(PrivateReply) private readonly reply: PrivateReply) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<unknown>();
    if (exception instanceof ImbaChatException) {
      this.reply.json(
        response,
        errorEnvelope(exception.getStatus(), exception.message),
        exception.getStatus(),
      );
      return;
    }
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    if (status >= 500) this.logger.error(exception instanceof Error ? exception.stack : String(exception));
    this.reply.json(response, errorEnvelope(status), status);
  }
}

/** An error whose text the chat server may read. */
export class ImbaChatException extends HttpException {
  /** @param status an HTTP status of the 400 class. */
  constructor(status: number, error: string) {
    super(error, status);
  }
}
