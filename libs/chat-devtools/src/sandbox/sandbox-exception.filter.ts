import { Catch, HttpException } from '@nestjs/common';
import { ChatExceptionFilter } from 'nestjs-chat-integration/internal/http';

/** Responds to every error of the sandbox's endpoints with `{"error":"…"}`, whatever filters the application has. */
@Catch()
export class SandboxExceptionFilter extends ChatExceptionFilter {
  protected override body(_status: number, exception: unknown): object {
    return { error: exception instanceof HttpException ? exception.message : 'Internal server error' };
  }
}
