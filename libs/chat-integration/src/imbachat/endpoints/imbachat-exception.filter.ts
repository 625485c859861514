import { Catch, HttpException } from '@nestjs/common';
import { ChatExceptionFilter } from '../../http/chat-exception.filter.js';
import { errorEnvelope } from '../protocol/error-envelope.js';

/** Sends every error of the ImbaChat endpoints in the vendor's envelope (`protocol/imbachat.md` section 1.1). */
@Catch()
export class ImbaChatExceptionFilter extends ChatExceptionFilter {
  protected override body(status: number, exception: unknown): object {
    return exception instanceof ImbaChatException
      ? errorEnvelope(status, exception.message)
      : errorEnvelope(status);
  }
}

/** An error whose text the chat server may read. */
export class ImbaChatException extends HttpException {
  /** @param status a 4xx status. */
  constructor(status: number, error: string) {
    super(error, status);
  }
}
