import type { Server } from 'node:http';
import { Agent, get as httpGet } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CallHandler,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
  RequestTimeoutException,
} from '@nestjs/common';
import helmet from 'helmet';
import request from 'supertest';
import { catchError, map, of, tap, throwError, timeout, TimeoutError, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { CHAT_SERVER, CHATBRO, EverybodyUserProvider, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, type HostOptions, startHost } from './support/host.js';

type Middleware = (
  request: { headers: Record<string, string | undefined> },
  response: { setHeader(name: string, value: string): void },
  next: () => void,
) => void;

/** As `CacheInterceptor` of @nestjs/cache-manager: caches what handlers return, by URL. */
class CacheInterceptor implements NestInterceptor {
  readonly cached = new Map<string, unknown>();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { url } = context.switchToHttp().getRequest<{ url: string }>();
    const value = this.cached.get(url);
    if (value !== undefined && value !== null) return of(value);
    return next.handle().pipe(tap((result) => this.cached.set(url, result)));
  }
}

const envelope: NestInterceptor = {
  intercept: (_context, next: CallHandler) => next.handle().pipe(map((data: unknown) => ({ data }))),
};

/** As in Nest's documentation. */
const timeoutOf = (milliseconds: number): NestInterceptor => ({
  intercept: (_context, next: CallHandler) =>
    next.handle().pipe(
      timeout(milliseconds),
      catchError((error: unknown) =>
        throwError(() => (error instanceof TimeoutError ? new RequestTimeoutException() : error)),
      ),
    ),
});

/** Sets the visitor to the number in a header. */
const identify: Middleware = (incoming, _response, next) => {
  const id = incoming.headers['x-visitor'];
  Object.assign(incoming, { user: id === undefined ? null : { id: Number(id) } });
  next();
};

class SlowUserProvider extends EverybodyUserProvider {
  override async findByIds(ids: readonly number[]) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return super.findByIds(ids);
  }
}

describe.each(ADAPTERS)('the endpoints on %s', (adapter) => {
  let app: INestApplication;
  const start = async (
    configure: HostOptions['configure'],
    { userProvider = EverybodyUserProvider, userProviderTimeoutMs = 5_000 } = {},
  ) => {
    app = await startHost({
      adapter,
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: IMBACHAT,
          chatbro: CHATBRO,
          userProvider,
          userProviderTimeoutMs,
          endpoints: { widgets: true },
        }),
      ],
      configure: (host) => {
        host.use(identify);
        configure?.(host);
      },
    });
  };
  const get = (path: string, headers: Record<string, string> = { Authorization: CHAT_SERVER }) =>
    request(app.getHttpServer()).get(path).set(headers).timeout(5_000);
  afterEach(() => app.close());

  it.each<[string, (host: INestApplication) => unknown]>([
    ['a cache', (host) => host.useGlobalInterceptors(new CacheInterceptor())],
    ['an envelope', (host) => host.useGlobalInterceptors(envelope)],
    ['a timeout', (host) => host.useGlobalInterceptors(timeoutOf(4_000))],
    ['helmet', (host) => host.use(helmet())],
  ])('respond alike with %s of the host', async (_, configure) => {
    await start(configure);
    for (let call = 0; call < 3; call++) {
      expect((await get('/imbachat/api/v1/users/1,2')).body).toHaveLength(2);
      expect((await get('/imbachat/api/v1')).body).toEqual({ version: 1, type: 'nestjs' });
      for (const visitor of ['7', '8']) {
        const token = await get('/imbachat/jwt', { 'X-Visitor': visitor });
        expect(token.text.split('.')).toHaveLength(3);
        const { body } = await get('/chat/widgets', { 'X-Visitor': visitor });
        expect(body.imbachat.options.user_id).toBe(Number(visitor));
      }
      expect((await get('/imbachat/jwt', {})).status).toBe(401);
      expect((await get('/chat/widgets', {})).body.imbachat.options.user_id).toBeUndefined();
    }
  });

  it('respond once, with the envelope, when an interceptor of the host times out', async () => {
    await start((host) => host.useGlobalInterceptors(timeoutOf(50)), { userProvider: SlowUserProvider });
    const response = await get('/imbachat/api/v1/users/1');
    expect(response.status).toBe(408);
    expect(response.body).toMatchObject({ code: 408, version: 1 });
    // The result that arrives later is ignored.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await get('/imbachat/api/v1')).status).toBe(200);
  });

  describe('have a Cross-Origin-Resource-Policy', () => {
    const PATHS = ['/imbachat/jwt', '/chat/widgets', '/imbachat/api/v1/users/1', '/imbachat/api/v1/users'];
    const policies = async () => {
      const headers = { 'X-Visitor': '7', Authorization: CHAT_SERVER };
      const found = new Set<string | undefined>();
      for (const path of PATHS) {
        found.add((await get(path, headers)).headers['cross-origin-resource-policy']);
        found.add((await get(path, {})).headers['cross-origin-resource-policy']);
      }
      return [...found];
    };

    it.each<[string, string, (host: INestApplication) => unknown]>([
      ['by default', 'same-origin', () => undefined],
      ['with helmet', 'same-origin', (host) => host.use(helmet())],
      [
        'that helmet opens',
        'cross-origin',
        (host) => host.use(helmet({ crossOriginResourcePolicy: { policy: 'cross-origin' } })),
      ],
    ])('%s', async (_, policy, configure) => {
      await start(configure);
      expect(await policies()).toEqual([policy]);
    });
  });

  it('do not prevent app.close() with keep-alive connections and a request in progress', async () => {
    class HangingUserProvider extends EverybodyUserProvider {
      override findByIds = () => new Promise<never>(() => undefined);
    }
    await start(undefined, { userProvider: HangingUserProvider, userProviderTimeoutMs: 300 });
    await app.listen(0, '127.0.0.1');
    const server = app.getHttpServer() as Server;
    const agent = new Agent({ keepAlive: true });
    const send = (path: string, options: object = {}) =>
      new Promise<number>((resolve, reject) => {
        const { port } = server.address() as AddressInfo;
        const headers = { Authorization: CHAT_SERVER };
        httpGet({ host: '127.0.0.1', port, path, headers, ...options }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode!));
        }).on('error', reject);
      });
    const keptAlive = [send('/imbachat/api/v1', { agent }), send('/imbachat/api/v1', { agent })];
    expect(await Promise.all(keptAlive)).toEqual([200, 200]);
    const requested = new Promise((resolve) => server.once('request', resolve));
    const inProgress = send('/imbachat/api/v1/users/1', { agent: false });
    await requested;
    await app.close();
    expect(await inProgress).toBe(503);
    agent.destroy();
  });
});
