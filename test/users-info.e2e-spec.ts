import type { INestApplication } from '@nestjs/common';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatIntegrationModule, UserProvider, type ChatUser } from 'nestjs-chat-integration';
import {
  CHAT_SERVER,
  EverybodyUserProvider,
  IMBACHAT,
  REGISTRATIONS,
  SmallSiteUserProvider,
} from './support/fixtures.js';
import { ADAPTERS, startHost } from './support/host.js';

const MATRIX = Object.keys(REGISTRATIONS).flatMap((registration) =>
  ADAPTERS.flatMap((adapter) => ['', 'api'].map((prefix) => ({ registration, adapter, prefix }))),
);

describe.each(MATRIX)(
  'users info: $registration, $adapter, prefix "$prefix"',
  ({ registration, adapter, prefix }) => {
    let app: INestApplication;
    let provider: EverybodyUserProvider;
    const base = `${prefix && `/${prefix}`}/imbachat/api/v1`;

    const get = (path: string) =>
      request(app.getHttpServer())
        .get(base + path)
        .set('Authorization', CHAT_SERVER);
    const idsOf = (records: { user_id: number }[]) => records.map((record) => record.user_id);

    beforeAll(async () => {
      const module = REGISTRATIONS[registration]!({
        imbachat: IMBACHAT,
        userProvider: EverybodyUserProvider,
      });
      app = await startHost({ adapter, prefix, imports: [module] });
      provider = app.get(UserProvider);
    });
    afterAll(() => app.close());

    it.each([
      '/users/3,1,2',
      '/users?user_ids=3,1,2',
      '/users?ids=3,1,2',
      '/users/3%2C1%2C2',
      '/users?ids=3&ids=1&ids=2',
    ])('responds to %s with an array in the order of the request, with one provider call', async (path) => {
      provider.calls.length = 0;
      const { status, body, headers } = await get(path);
      expect(status).toBe(200);
      expect(body).toEqual([3, 1, 2].map((id) => ({ user_id: id, name: `User ${id}`, avatar_url: false })));
      expect(headers['cache-control']).toBe('private, no-store');
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(provider.calls).toEqual([[3, 1, 2]]);
    });

    it.each([
      ['one id', '/users/7', [7]],
      ['duplicates', '/users/7,8,7', [7, 8]],
      ['spaces and empty items', '/users/%207%20,,%098,', [7, 8]],
      ['invalid ids', '/users/abc,1abc,1.5,-1,0,1e3,0x1A,%D9%A3,01,+4,1000000000,5', [5]],
      ['the largest id', '/users/999999999', [999999999]],
    ])('parses %s', async (_case, path, expected) => {
      expect(idsOf((await get(path)).body)).toEqual(expected);
    });

    it.each([
      '/users',
      '/users/',
      '/users/,',
      '/users/abc',
      '/users?user_ids=',
      '/users?other=1',
      '/users?ids[a]=1',
    ])('responds to %s with [] without a provider call', async (path) => {
      provider.calls.length = 0;
      const { status, body } = await get(path);
      expect({ status, body }).toEqual({ status: 200, body: [] });
      expect(provider.calls).toEqual([]);
    });

    it('accepts 1,000 ids of nine digits in one path', async () => {
      const ids = Array.from({ length: 1_000 }, (_, index) => 999_999_999 - index);
      const { status, body } = await get(`/users/${ids.join(',')}`);
      expect(status).toBe(200);
      expect(idsOf(body)).toEqual(ids);
    });

    it('responds with 400 to too many ids', async () => {
      const ids = Array.from({ length: 1_001 }, (_, index) => index + 1);
      const { status, body } = await get(`/users/${ids.join(',')}`);
      expect(status).toBe(400);
      expect(body).toEqual({
        code: 400,
        version: 1,
        error: 'Too many ids: 1001, at most 1000 in one request',
        debug: '',
      });
    });

    it('responds with 401 to requests without authorization, without a provider call', async () => {
      provider.calls.length = 0;
      const response = await request(app.getHttpServer()).get(`${base}/users/1`);
      expect(response.status).toBe(401);
      expect(response.headers['www-authenticate']).toBe('Basic realm="Backend"');
      expect(response.headers['cache-control']).toBe('private, no-store');
      expect(response.text).toBe('{"code":401,"version":1,"error":"Authenticate required!","debug":""}');
      expect(provider.calls).toEqual([]);
    });
  },
);

describe.each(ADAPTERS)('users info on %s', (adapter) => {
  let app: INestApplication;
  const start = async (imbachat = IMBACHAT, userProvider: new () => UserProvider = SmallSiteUserProvider) => {
    app = await startHost({ adapter, imports: [ChatIntegrationModule.forRoot({ imbachat, userProvider })] });
  };
  const get = (path: string) =>
    request(app.getHttpServer()).get(`/imbachat/api/v1${path}`).set('Authorization', CHAT_SERVER);

  it('omits unknown users and contains all known fields', async () => {
    await start();
    const { body } = await get('/users/2,999,1');
    expect(body).toEqual([
      { user_id: 2, name: 'Bob', avatar_url: false },
      {
        user_id: 1,
        name: 'Ada Lovelace',
        avatar_url: 'https://example.com/avatars/1.png',
        profile_url: 'https://example.com/members/1',
        lastlogin: 1767323045,
        badge: 'Analyst',
        chat_role: 'admin',
        permissions: { send_files: false },
        profiles: {
          work: { user_id: 'P1-A', name: 'Countess', avatar_url: 'https://example.com/countess.png' },
        },
      },
    ]);
    await app.close();
  });

  it('contains e-mail addresses only with includeEmail', async () => {
    await start({ ...IMBACHAT, includeEmail: true });
    expect((await get('/users/1')).body[0].user_mail).toBe('ada@example.com');
    await app.close();
  });

  it('splits ids at the configured separator', async () => {
    await start({ ...IMBACHAT, idSeparator: ';' });
    expect((await get('/users/1;2')).body).toHaveLength(2);
    expect((await get('/users/1,2')).body).toEqual([]);
    await app.close();
  });

  it.each<[string, () => Promise<ChatUser[]>, number]>([
    [
      'throws',
      () => {
        throw new Error('db password is hunter2');
      },
      503,
    ],
    [
      'rejects',
      async () => {
        throw new Error('db password is hunter2');
      },
      503,
    ],
    ['does not return an array', async () => undefined as unknown as ChatUser[], 500],
  ])('responds with a generic text if the provider %s', async (_case, findByIds, expected) => {
    class BrokenUserProvider extends UserProvider {
      findByIds = findByIds;
    }
    await start(IMBACHAT, BrokenUserProvider);
    const { status, text, headers } = await get('/users/1');
    expect(status).toBe(expected);
    const error = expected === 500 ? 'Internal server error' : 'Service unavailable';
    expect(JSON.parse(text)).toEqual({ code: expected, version: 1, error, debug: '' });
    expect(headers['retry-after']).toBe(expected === 500 ? undefined : '5');
    await app.close();
  });

  it('responds with 503 and Retry-After if the provider hangs', async () => {
    class HangingUserProvider extends UserProvider {
      findByIds = () => new Promise<never>(() => {});
    }
    const options = { imbachat: IMBACHAT, userProvider: HangingUserProvider, userProviderTimeoutMs: 50 };
    app = await startHost({ adapter, imports: [ChatIntegrationModule.forRoot(options)] });
    const { status, text, headers } = await get('/users/1');
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(text).toBe('{"code":503,"version":1,"error":"Service unavailable","debug":""}');
    await app.close();
  });

  it('ignores users that were not requested, duplicates, and users without a valid name or id', async () => {
    class CarelessUserProvider extends UserProvider {
      async findByIds(): Promise<ChatUser[]> {
        return [
          { id: 9, name: 'Not requested' },
          { id: 1, name: 'First' },
          { id: 1, name: 'Duplicate' },
          { id: 2, name: ' ' },
          { id: 2.5, name: 'Not an id' },
        ];
      }
    }
    await start(IMBACHAT, CarelessUserProvider);
    expect((await get('/users/1,2,3')).body).toEqual([{ user_id: 1, name: 'First', avatar_url: false }]);
    await app.close();
  });
});
