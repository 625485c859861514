import { Catch, HttpException } from '@nestjs/common';
import { PrivateExceptionFilter } from '../http/private-exception.filter.js';

/** Answers every error of the sandbox's endpoints as `{"error":"…"}`, whatever filters the host has. */
@Catch()
export class SandboxExceptionFilter extends PrivateExceptionFilter {
  protected override body(_status: number, exception: unknown): object {
    return { error: exception instanceof HttpException ? exception.message : 'Internal server error' };
  }
}
