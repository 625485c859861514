import { type INestApplication, VersioningType } from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { CHAT_SERVER, EverybodyUserProvider, IMBACHAT } from './support/fixtures.js';

class SearchableUserProvider extends EverybodyUserProvider {
  override async search(query: string) {
    return [{ id: 1, name: query }];
  }

  override async findFriends(id: number) {
    return [{ id: id + 1, name: `Friend of ${id}` }];
  }
}

const LONG = Array.from({ length: 200 }, (_, index) => index + 1).join(',');

/** Requests, and what each must answer on every server. */
const REQUESTS: readonly [path: string, expected: unknown][] = [
  ['/users/1,2', [1, 2]],
  ['/users/1,2/', [1, 2]],
  ['/users/1', [1]],
  ['/users/1/', [1]],
  [`/users/${LONG}`, LONG.split(',').map(Number)],
  [`/users/${LONG}/`, LONG.split(',').map(Number)],
  ['/users/1;2', []],
  ['/users/1%3B2', []],
  ['/users/1%2C2%2F', [1, 2]],
  ['/users', []],
  ['/users/', []],
  ['/users?ids=1,2', [1, 2]],
  ['/users/?ids=1,2', [1, 2]],
  ['/users?user_ids=1,2/', [1, 2]],
  ['/user/friends/7', [8]],
  ['/user/friends/7/', [8]],
  ['/search/Ann', 'Ann'],
  ['/search/Ann/', 'Ann'],
  ['/search/a%2Fb', 'a/b'],
  ['/search/A%20%C3%89', 'A É'],
  ['/search/', 'status 404'],
  ['', 1],
];

/** Returns the ids of the users, the search text, or the version in a response. */
async function answer(app: INestApplication, path: string): Promise<unknown> {
  const { status, body } = await request(app.getHttpServer()).get(path).set('Authorization', CHAT_SERVER);
  if (status !== 200) return `status ${status}`;
  if (Array.isArray(body)) return body.map(({ user_id }: { user_id: number }) => user_id);
  return 'data' in body ? body.data[0]?.name : body.version;
}

const BOOLEANS = ['ignoreTrailingSlash', 'ignoreDuplicateSlashes', 'useSemicolonDelimiter'] as const;
const OPTIONS = [
  {},
  ...BOOLEANS.map((name) => ({ [name]: true })),
  { caseSensitive: false },
  { maxParamLength: 10 },
  { maxParamLength: 10_000 },
  {
    ignoreTrailingSlash: true,
    ignoreDuplicateSlashes: true,
    useSemicolonDelimiter: true,
    caseSensitive: false,
    maxParamLength: 5_000,
  },
];

const FASTIFY = OPTIONS.flatMap((options): [string, () => FastifyAdapter][] => [
  [`Fastify with ${JSON.stringify(options)}`, () => new FastifyAdapter(options)],
  [
    `Fastify with ${JSON.stringify({ routerOptions: options })}`,
    () => new FastifyAdapter({ routerOptions: options }),
  ],
]);
const EXPRESS = (['strict routing', 'case sensitive routing'] as const).map(
  (setting): [string, () => ExpressAdapter] => [
    `Express with ${setting}`,
    () => {
      const adapter = new ExpressAdapter();
      adapter.set(setting, true);
      return adapter;
    },
  ],
);

describe.each<[string, () => ExpressAdapter | FastifyAdapter]>([
  ['Express', () => new ExpressAdapter()],
  ...EXPRESS,
  ...FASTIFY,
])('%s', (_, createAdapter) => {
  let app: INestApplication;
  const start = async (configure: (host: INestApplication) => unknown) => {
    const testing = await Test.createTestingModule({
      imports: [ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: SearchableUserProvider })],
    }).compile();
    app = testing.createNestApplication<NestExpressApplication | NestFastifyApplication>(
      createAdapter() as FastifyAdapter,
      { logger: false },
    );
    configure(app);
    await app.init();
    await (app.getHttpAdapter().getInstance() as { ready?: () => Promise<void> }).ready?.();
  };
  afterEach(() => app.close());

  it.each<[string, string, (host: INestApplication) => unknown]>([
    ['at the root', '', () => undefined],
    ['below a prefix', '/api', (host) => host.setGlobalPrefix('api')],
    [
      'with versions in URLs',
      '/api',
      (host) =>
        host.setGlobalPrefix('/api/').enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    ],
    [
      'with versions in headers',
      '',
      (host) => host.enableVersioning({ type: VersioningType.HEADER, header: 'v' }),
    ],
  ])('answers the same %s', async (_where, prefix, configure) => {
    await start(configure);
    const answers: [string, unknown][] = [];
    for (const [path] of REQUESTS)
      answers.push([path, await answer(app, `${prefix}/imbachat/api/v1${path}`)]);
    expect(answers).toEqual(REQUESTS);
  });
});
