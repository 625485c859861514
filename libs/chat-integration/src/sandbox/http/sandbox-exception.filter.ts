import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
  Logger,
} from '@nestjs/common';
import { SandboxReply } from './sandbox-reply.js';

/** Answers every error of the sandbox's endpoints as `{"error":"…"}`, whatever filters the host has. */
@Catch()
export class SandboxExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(SandboxExceptionFilter.name);

  constructor(@Inject(SandboxReply) private readonly reply: SandboxReply) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<unknown>();
    if (exception instanceof HttpException) {
      this.reply.json(response, { error: exception.message }, exception.getStatus());
      return;
    }
    this.logger.error(exception instanceof Error ? exception.stack : String(exception));
    this.reply.json(response, { error: 'Internal server error' }, 500);
  }
}
