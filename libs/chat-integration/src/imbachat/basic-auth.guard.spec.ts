import { type ExecutionContext, Logger, UnauthorizedException } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolvedImbaChat } from '../../../../test/support/options.js';
import { ChatMetrics } from '../telemetry/chat-metrics.js';
import { BasicAuthGuard } from './basic-auth.guard.js';
import { BasicAuthStrategy } from './basic-auth.strategy.js';
import { errorEnvelope } from './error-envelope.js';
import { FailedAuthorizations } from './failed-authorizations.js';

const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

function callWith(
  authorization: string | undefined,
  options = resolvedImbaChat({ apiPassword: 'pass:word' }) as ReturnType<typeof resolvedImbaChat> | null,
) {
  const setHeader = vi.fn<(response: unknown, name: string, value: string) => void>();
  const context = {
    switchToHttp: () => ({
      getRequest: () => ({ headers: { authorization }, id: 'req-7' }),
      getResponse: () => 'response',
    }),
  } as unknown as ExecutionContext;
  const adapterHost = { httpAdapter: { setHeader } } as unknown as HttpAdapterHost;
  const guard = new BasicAuthGuard(
    new BasicAuthStrategy(options),
    new FailedAuthorizations(options),
    new ChatMetrics(),
    adapterHost,
  );
  return { result: guard.canActivate(context), setHeader };
}

afterEach(() => {
  warn.mockClear();
});

describe('BasicAuthGuard', () => {
  it.each(['the-api-login:pass:word', 'THE-API-LOGIN:pass:word'])('lets %s in', async (credentials) => {
    const { result, setHeader } = callWith(basic(credentials));
    expect(await result).toBe(true);
    expect(setHeader).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
  });

  it.each([
    ['a wrong password', basic('the-api-login:pass'), 'the login or the password is wrong'],
    ['a password that goes on', basic('the-api-login:pass:word:x'), 'the login or the password is wrong'],
    [
      'XBasicY',
      basic('the-api-login:pass:word').replace('Basic', 'XBasicY'),
      'the Authorization header is not "Basic"',
    ],
    ['another scheme', 'Bearer x', 'the Authorization header is not "Basic"'],
    ['half a handshake', 'Basic', 'the Authorization header is not "Basic"'],
    ['no colon', basic('the-api-login'), 'there is no colon'],
  ])('answers %s with 401 and a challenge and tells the reason to the log', async (_, header, reason) => {
    const { result, setHeader } = callWith(header);
    const error: unknown = await result.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnauthorizedException);
    expect((error as UnauthorizedException).getResponse()).toStrictEqual(errorEnvelope(401));
    expect(setHeader).toHaveBeenCalledExactlyOnceWith(
      'response',
      'WWW-Authenticate',
      'Basic realm="Backend"',
    );
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(reason), {
      requestId: 'req-7',
      client: '',
      refusal: expect.any(String),
    });
    expect(warn.mock.calls.join()).not.toMatch(/the-api-login|pass:/);
  });

  it.each([undefined, ''])(
    'challenges a call with the Authorization header %j, which is no guess',
    async (header) => {
      const { result, setHeader } = callWith(header);
      await expect(result).rejects.toBeInstanceOf(UnauthorizedException);
      expect(setHeader).toHaveBeenCalledOnce();
      expect(warn).not.toHaveBeenCalled();
    },
  );

  it('lets nobody in without ImbaChat in the options', async () => {
    await expect(callWith(basic(':'), null).result).rejects.toBeInstanceOf(UnauthorizedException);
  });
});
