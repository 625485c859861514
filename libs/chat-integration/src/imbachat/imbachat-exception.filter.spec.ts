import { type ArgumentsHost, Logger, NotFoundException } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PrivateReply } from '../http/private-reply.js';
import { errorEnvelope } from './error-envelope.js';
import { UserProviderTimeoutError } from '../users/users.service.js';
import { ImbaChatException, ImbaChatExceptionFilter } from './imbachat-exception.filter.js';

const setHeader = vi.fn<(response: unknown, name: string, value: string) => void>();
const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();

function answerTo(exception: unknown): unknown[] {
  const json = vi.fn<PrivateReply['json']>();
  const http = { getRequest: () => ({ id: 'req-7' }), getResponse: () => 'response' };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  const adapterHost = { httpAdapter: { setHeader } } as unknown as HttpAdapterHost;
  new ImbaChatExceptionFilter({ json } as unknown as PrivateReply, adapterHost).catch(exception, host);
  return json.mock.calls;
}

afterEach(() => {
  logged.mockClear();
});

describe('ImbaChatExceptionFilter', () => {
  it('tells the caller the text of an error that is meant for them', () => {
    expect(answerTo(new ImbaChatException(400, 'Too many ids'))).toEqual([
      ['response', errorEnvelope(400, 'Too many ids'), 400],
    ]);
  });

  it('keeps the text of any other HTTP error to itself', () => {
    expect(answerTo(new NotFoundException('Cannot GET /admin'))).toEqual([
      ['response', errorEnvelope(404), 404],
    ]);
    expect(logged).not.toHaveBeenCalled();
  });

  it('answers 503 to an error that may pass, and says when to try again', () => {
    expect(answerTo(new UserProviderTimeoutError('findByIds', 5))).toEqual([
      ['response', errorEnvelope(503), 503],
    ]);
    expect(setHeader).toHaveBeenCalledExactlyOnceWith('response', 'Retry-After', '5');
    expect(logged).toHaveBeenCalledOnce();
  });

  it.each([
    [new Error('password of the database'), 'password of the database'],
    ['a thrown text', 'a thrown text'],
  ])('answers 500 to %o and tells the log alone', (exception, text) => {
    expect(answerTo(exception)).toEqual([['response', errorEnvelope(500), 500]]);
    expect(logged).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(text), {
      requestId: 'req-7',
      status: 500,
    });
  });
});
