import { type ArgumentsHost, Logger, NotFoundException } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UserProviderTimeoutError } from '../users/user-provider.errors.js';
import { ChatExceptionFilter } from './chat-exception.filter.js';
import type { ReplyService } from './reply.service.js';

const setHeader = vi.fn<(response: unknown, name: string, value: string) => void>();
const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();

/** Returns the body and the status with which the filter responds to an exception. */
function responseTo(exception: unknown, repeat = 1): unknown[] {
  const json = vi.fn<ReplyService['json']>();
  const http = { getRequest: () => ({ id: 'req-7' }), getResponse: () => 'response' };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  const adapterHost = { httpAdapter: { setHeader } } as unknown as HttpAdapterHost;
  const filter = new ChatExceptionFilter({ json } as unknown as ReplyService, adapterHost);
  for (let time = 0; time < repeat; time++) filter.catch(exception, host);
  expect(json).toHaveBeenCalledTimes(repeat);
  return json.mock.calls[0]!.slice(1);
}

afterEach(() => {
  logged.mockClear();
  setHeader.mockClear();
});

describe('ChatExceptionFilter', () => {
  it('responds to an HTTP exception with its status and a generic text, and does not log it', () => {
    expect(responseTo(new NotFoundException('Cannot GET /admin'))).toEqual([
      { statusCode: 404, message: 'Not Found' },
      404,
    ]);
    expect(logged).not.toHaveBeenCalled();
    expect(setHeader).not.toHaveBeenCalled();
  });

  it('responds with 503 and Retry-After to an error that may pass, and logs it', () => {
    expect(responseTo(new UserProviderTimeoutError('findByIds', 5))).toEqual([
      { statusCode: 503, message: 'Service Unavailable' },
      503,
    ]);
    expect(setHeader).toHaveBeenCalledExactlyOnceWith('response', 'Retry-After', '5');
    expect(logged).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('UserProviderTimeoutError'), {
      requestId: 'req-7',
      status: 503,
    });
  });

  it('logs an error that may pass once, however often it occurs', () => {
    responseTo(new UserProviderTimeoutError('findByIds', 5), 1_000);
    expect(logged).toHaveBeenCalledOnce();
  });

  it('logs another error each time, with its stack only once', () => {
    responseTo(new Error('a bug'), 3);
    expect(logged.mock.calls.map(([text]) => String(text).split('\n').length > 1)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('limits and escapes what it logs', () => {
    responseTo(new Error(`\u009b2J${'x'.repeat(5_000_000)}`));
    const text = String(logged.mock.calls[0]![0]);
    expect(text.length).toBeLessThan(6_000);
    expect(text).toMatch(/^Error: \\u009b2Jx/);
  });

  it.each([
    [new Error('password of the database'), 'password of the database'],
    ['a thrown text', 'a thrown text'],
  ])('responds with 500 to %o and only logs the text', (exception, text) => {
    expect(responseTo(exception)).toEqual([{ statusCode: 500, message: 'Internal Server Error' }, 500]);
    expect(logged).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(text), {
      requestId: 'req-7',
      status: 500,
    });
  });
});
