import { EventEmitter } from 'node:events';
import { type ExecutionContext, HttpException, Logger, NotFoundException } from '@nestjs/common';
import { Reflector, type HttpAdapterHost } from '@nestjs/core';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FixedUserProvider, resolvedImbaChat, usersOf } from '../../../../../test/support/options.js';
import { ChatTelemetry } from '../../telemetry/chat-telemetry.js';
import type { ImbaChatOptions, ResolvedImbaChatOptions } from '../imbachat.options.js';
import { AcceptedCredentials, basicAuthorization, type Refusal } from '../protocol/basic-credentials.js';
import { errorEnvelope } from '../protocol/error-envelope.js';
import { AuthorizationLimiter } from './authorization-limiter.js';
import { BasicAuthGuard, BasicAuthStrategy, type ClientRequest } from './basic-auth.guard.js';
import { ChatEndpoint } from './chat-endpoint.js';

const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
vi.spyOn(Logger.prototype, 'debug').mockReturnValue();

afterEach(() => {
  warn.mockClear();
});

class Endpoints {
  @ChatEndpoint({ name: 'users_info' })
  users(): void {}

  @ChatEndpoint({ name: 'search', requires: 'search' })
  search(): void {}

  undecorated(): void {}
}

interface SetUp {
  options?: Partial<ImbaChatOptions> | null;
  provider?: object;
  Guard?: typeof BasicAuthGuard;
}

interface Call {
  endpoint?: keyof Endpoints;
  ip?: string | undefined;
  forwardedFor?: string | undefined;
}

function setUp({ options = {}, provider = {}, Guard = BasicAuthGuard }: SetUp = {}) {
  const resolved: ResolvedImbaChatOptions | null = options && resolvedImbaChat(options);
  const telemetry = new ChatTelemetry();
  const recordCall = vi.spyOn(telemetry, 'recordCall');
  const refused = vi.spyOn(telemetry, 'refused');
  const setHeader = vi.fn<(response: unknown, name: string, value: string) => void>();
  const guard = new Guard(
    resolved,
    new BasicAuthStrategy(resolved),
    new AuthorizationLimiter(resolved),
    usersOf(Object.assign(new FixedUserProvider([]), provider), telemetry),
    telemetry,
    new Reflector(),
    { httpAdapter: { setHeader } } as unknown as HttpAdapterHost,
  );
  /** Calls an endpoint; returns what the guard returns or throws. */
  const call = (
    authorization?: string,
    { endpoint = 'users', forwardedFor, ...client }: Call = {},
  ): Promise<unknown> => {
    const context = {
      getHandler: () => Endpoints.prototype[endpoint],
      switchToHttp: () => ({
        getRequest: () => ({
          headers: { authorization, 'x-forwarded-for': forwardedFor },
          id: 'req-7',
          ip: '192.0.2.7',
          ...client,
        }),
        getResponse: () => new EventEmitter(),
      }),
    } as unknown as ExecutionContext;
    return guard.canActivate(context).catch((error: unknown) => error);
  };
  return { call, refused, recordCall, setHeader };
}

const responseOf = (error: unknown): unknown[] => {
  expect(error).toBeInstanceOf(HttpException);
  return [(error as HttpException).getStatus(), (error as HttpException).getResponse()];
};

describe('BasicAuthGuard', () => {
  it.each([
    ['password', 'the-api-login', 'password'],
    ['password', 'THE-API-LOGIN', 'password'],
    ['pass:word:', 'the-api-login', 'pass:word:'],
    [':password', 'the-api-login', ':password'],
    ['пароль-сайта', 'the-api-login', 'пароль-сайта'],
  ])('accepts the password %j with the login %s', async (apiPassword, login, password) => {
    const { call, refused, setHeader } = setUp({ options: { apiPassword } });
    expect(await call(basicAuthorization(login, password))).toBe(true);
    expect(setHeader).not.toHaveBeenCalled();
    expect(refused).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
  });

  it('accepts the additional credentials', async () => {
    const additionalCredentials = [{ apiLogin: 'second', apiPassword: 'second-password' }];
    const { call } = setUp({ options: { additionalCredentials } });
    expect(await call(basicAuthorization('second', 'second-password'))).toBe(true);
    expect(await call(basicAuthorization('the-api-login', 'the-api-password'))).toBe(true);
    expect(await call(basicAuthorization('second', 'the-api-password'))).toBeInstanceOf(HttpException);
  });

  it.each<[string, string, Refusal]>([
    ['a wrong password', basicAuthorization('the-api-login', 'pass'), 'wrong'],
    ['a longer password after a colon', basicAuthorization('the-api-login', 'pass:word:x'), 'wrong'],
    ['XBasicY', basicAuthorization('the-api-login', 'pass:word').replace('Basic', 'XBasicY'), 'malformed'],
    ['a scheme alone', 'Basic', 'malformed'],
    ['no colon', `Basic ${Buffer.from('the-api-login').toString('base64')}`, 'no_colon'],
  ])('responds to %s with 401 and a challenge, and logs the reason', async (_, header, refusal) => {
    const { call, refused, setHeader } = setUp({ options: { apiPassword: 'pass:word' } });
    expect(responseOf(await call(header))).toEqual([401, errorEnvelope(401)]);
    expect(setHeader).toHaveBeenCalledExactlyOnceWith(
      expect.any(EventEmitter),
      'WWW-Authenticate',
      'Basic realm="Backend"',
    );
    expect(refused).toHaveBeenCalledExactlyOnceWith(refusal);
    const details = { requestId: 'req-7', client: '192.0.2.7', refusal };
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.any(String), details);
    expect(warn.mock.calls.join()).not.toMatch(/the-api-login|pass:/);
  });

  it.each([undefined, ''])(
    'challenges a call with the Authorization header %j without a warning',
    async (header) => {
      const { call, refused, setHeader } = setUp();
      expect(responseOf(await call(header))[0]).toBe(401);
      expect(setHeader).toHaveBeenCalledOnce();
      expect(refused).toHaveBeenCalledExactlyOnceWith('missing');
      expect(warn).not.toHaveBeenCalled();
    },
  );

  it('responds with 429 and Retry-After to a client that has failed too often, even with the password', async () => {
    const { call, refused, setHeader } = setUp({
      options: { failureLimiter: new RateLimiterMemory({ points: 1, duration: 9 }) },
    });
    await call(basicAuthorization('the-api-login', 'wrong'));
    setHeader.mockClear();
    const right = basicAuthorization('the-api-login', 'the-api-password');
    expect(responseOf(await call(right))).toEqual([429, errorEnvelope(429)]);
    expect(setHeader).toHaveBeenCalledExactlyOnceWith(expect.any(EventEmitter), 'Retry-After', '9');
    expect(refused).toHaveBeenLastCalledWith('limited');
    expect(await call(right, { ip: '192.0.2.8' })).toBe(true);
  });

  it('does not compare the credentials of a client that has failed too often', async () => {
    const include = vi.spyOn(AcceptedCredentials.prototype, 'include');
    const { call } = setUp({
      options: { failureLimiter: new RateLimiterMemory({ points: 1, duration: 9 }) },
    });
    const wrong = basicAuthorization('the-api-login', 'wrong');
    const statuses = await Promise.all([call(wrong), call(wrong), call(wrong)]);
    expect(statuses.map((error) => responseOf(error)[0])).toEqual([401, 429, 429]);
    expect(include).toHaveBeenCalledOnce();
    include.mockRestore();
  });

  it.each([undefined, '', 'unknown'])(
    'distinguishes clients without an address by X-Forwarded-For (request.ip: %j)',
    async (ip) => {
      const { call } = setUp({
        options: { failureLimiter: new RateLimiterMemory({ points: 1, duration: 9 }) },
      });
      await call('Basic', { ip, forwardedFor: '192.0.2.7' });
      expect(responseOf(await call('Basic', { ip, forwardedFor: '192.0.2.7' }))[0]).toBe(429);
      expect(responseOf(await call('Basic', { ip, forwardedFor: '192.0.2.8' }))[0]).toBe(401);
    },
  );

  it('ignores X-Forwarded-For of a client with an address', async () => {
    const { call } = setUp({
      options: { failureLimiter: new RateLimiterMemory({ points: 1, duration: 9 }) },
    });
    await call('Basic', { forwardedFor: '192.0.2.1' });
    expect(responseOf(await call('Basic', { forwardedFor: '192.0.2.2' }))[0]).toBe(429);
  });

  it('compares the credentials once per call', async () => {
    const include = vi.spyOn(AcceptedCredentials.prototype, 'include');
    const { call } = setUp();
    await call(basicAuthorization('the-api-login', 'wrong'));
    expect(include).toHaveBeenCalledOnce();
    include.mockRestore();
  });

  describe('an endpoint that requires a method of the UserProvider', () => {
    const right = basicAuthorization('the-api-login', 'the-api-password');

    it('is served if the provider has the method', async () => {
      const { call } = setUp({ provider: { search: async () => [] } });
      expect(await call(right, { endpoint: 'search' })).toBe(true);
    });

    it('is not found if the provider does not have the method', async () => {
      const { call } = setUp();
      expect(await call(right, { endpoint: 'search' })).toBeInstanceOf(NotFoundException);
      expect(await call(right, { endpoint: 'users' })).toBe(true);
    });
  });

  it('responds with 404 to every call without ImbaChat in the options', async () => {
    const { call } = setUp({ options: null });
    expect(await call(basicAuthorization('', ''))).toBeInstanceOf(NotFoundException);
  });

  it('records calls under the name of the endpoint, else of the handler', async () => {
    const { call, recordCall } = setUp();
    await call(undefined, { endpoint: 'users' });
    const response = await call(undefined, { endpoint: 'undecorated' });
    expect(responseOf(response)).toEqual([401, errorEnvelope(401)]);
    expect(recordCall.mock.calls.map(([name]) => name)).toEqual(['users_info', 'undecorated']);
  });

  describe('a subclass', () => {
    it('can choose the address by which failures are counted', async () => {
      class ByLogin extends BasicAuthGuard {
        protected override getAddress(): string {
          return 'the-proxy';
        }
      }
      const failureLimiter = new RateLimiterMemory({ points: 1, duration: 9 });
      const { call } = setUp({ options: { failureLimiter }, Guard: ByLogin });
      await call('Basic', { ip: '192.0.2.7' });
      expect(responseOf(await call('Basic', { ip: '192.0.2.8' }))[0]).toBe(429);
    });

    it('can accept calls by another rule', async () => {
      class ByScheme extends BasicAuthGuard {
        protected override authenticate(request: ClientRequest): Refusal | null {
          return request.headers.authorization === 'Bearer key' ? null : super.authenticate(request);
        }
      }
      const { call } = setUp({ Guard: ByScheme });
      expect(await call('Bearer key')).toBe(true);
      expect(responseOf(await call('Bearer other'))[0]).toBe(401);
    });

    it('can serve an endpoint by another rule, under another name', async () => {
      class Hidden extends BasicAuthGuard {
        protected override isServed(): boolean {
          return false;
        }

        protected override getEndpointName(): string {
          return 'hidden';
        }
      }
      const { call, recordCall } = setUp({ Guard: Hidden });
      expect(await call(basicAuthorization('the-api-login', 'the-api-password'))).toBeInstanceOf(
        NotFoundException,
      );
      expect(recordCall).toHaveBeenCalledExactlyOnceWith('hidden', expect.anything());
    });
  });
});

describe('BasicAuthStrategy', () => {
  it('keeps the credentials out of what it shows', () => {
    const strategy = new BasicAuthStrategy(resolvedImbaChat());
    expect(JSON.stringify(strategy)).not.toMatch(/the-api-login|the-api-password/);
  });

  it('accepts no credentials without ImbaChat in the options', () => {
    expect(new BasicAuthStrategy(null).validate('', '')).toBe(false);
  });
});
