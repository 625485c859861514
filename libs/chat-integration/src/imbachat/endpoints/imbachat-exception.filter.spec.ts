import { type ArgumentsHost, Logger, NotFoundException } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { describe, expect, it, vi } from 'vitest';
import type { ReplyService } from '../../http/reply.service.js';
import { errorEnvelope } from '../protocol/error-envelope.js';
import { ImbaChatException, ImbaChatExceptionFilter } from './imbachat-exception.filter.js';

vi.spyOn(Logger.prototype, 'error').mockReturnValue();

/** Returns the body and the status with which the filter responds to an exception. */
function responseTo(exception: unknown): unknown[] {
  const json = vi.fn<ReplyService['json']>();
  const http = { getRequest: () => ({ id: 'req-7' }), getResponse: () => 'response' };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  const filter = new ImbaChatExceptionFilter({ json } as unknown as ReplyService, {} as HttpAdapterHost);
  filter.catch(exception, host);
  expect(json).toHaveBeenCalledOnce();
  return json.mock.calls[0]!.slice(1);
}

describe('ImbaChatExceptionFilter', () => {
  it('sends the text of an ImbaChatException, which the chat server may read', () => {
    expect(responseTo(new ImbaChatException(400, 'Too many ids'))).toEqual([
      errorEnvelope(400, 'Too many ids'),
      400,
    ]);
  });

  it.each([
    [new NotFoundException('Cannot GET /admin'), 404],
    [new Error('password of the database'), 500],
  ])('sends a generic text for %o', (exception, status) => {
    expect(responseTo(exception)).toEqual([errorEnvelope(status), status]);
  });
});
