import { createHash, createHmac, randomInt } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Controller,
  type DynamicModule,
  Get,
  Header,
  Inject,
  type INestApplication,
  Injectable,
  Module,
  Req,
  UseInterceptors,
} from '@nestjs/common';
import {
  type ChatIntegrationForRootOptions,
  ChatIntegrationModule,
  type ChatUser,
  ChatWidgetsService,
  NoStoreInterceptor,
  selfDelimitingId,
  UserProvider,
  VisitorResolver,
} from 'nestjs-chat-integration';
import { afterEach, describe, expect, it } from 'vitest';
import { ADAPTERS, basic, startHost } from '../test/support/host.js';
import { KeepAliveClient, type ClientRequest } from './support/keep-alive-client.js';
import { progressReporter } from './support/progress.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

const CONCURRENT_VISITORS = 64;

/** The properties that differ between sites. */
interface Site {
  readonly name: string;
  readonly apiPassword: string;
  readonly tokenKey: string;
  readonly domain: string;
  readonly signatureKey: string;
}

const siteOf = (name: string): Site => ({
  name,
  apiPassword: `api-password-of-${name}`,
  tokenKey: `imbachat-secret-key-of-the-site-${name}`,
  domain: `${name}.example`,
  signatureKey: `chatbro-secret-key-of-the-site-${name}`,
});

const nameOf = (site: Site, id: number): string => `Visitor ${id} of ${site.name}`;
const profileOf = (site: Site, id: number): string => `https://${site.domain}/members/${id}`;
const pause = (): Promise<void> => delay(randomInt(8));

type Resolution = 'request.user' | 'a custom resolver';

/** A site with random delays in every step, so that the requests of visitors overlap in any order. */
function siteModule(site: Site, resolution: Resolution): DynamicModule {
  @Injectable()
  class SiteUserProvider extends UserProvider {
    async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
      await pause();
      return ids.map((id) => ({ id, name: nameOf(site, id), profileUrl: profileOf(site, id) }));
    }
  }

  @Injectable()
  class HeaderVisitorResolver extends VisitorResolver {
    async resolve({ headers }: { headers: Record<string, string | undefined> }): Promise<number | null> {
      await pause();
      const id = headers['x-visitor'];
      await pause();
      return id === undefined ? null : Number(id);
    }
  }

  @Controller(`${site.name}/page`)
  @UseInterceptors(NoStoreInterceptor)
  class PageController {
    constructor(@Inject(ChatWidgetsService) private readonly chat: ChatWidgetsService) {}

    @Get()
    @Header('Content-Type', 'text/html; charset=utf-8')
    async page(@Req() request: object): Promise<string> {
      await pause();
      return `<!doctype html><title>Page</title>${await this.chat.render(request)}`;
    }
  }

  const options: ChatIntegrationForRootOptions = {
    imbachat: {
      widgetId: 276,
      apiLogin: 'chat-server',
      apiPassword: site.apiPassword,
      secretKey: site.tokenKey,
      // All clients have the same address, and some of them deliberately send the password of the other site.
      failureLimiter: false,
    },
    chatbro: { chatId: '9czk', siteDomain: site.domain, secretKey: site.signatureKey },
    userProvider: SiteUserProvider,
    endpoints: {
      imbachatApi: `${site.name}/api`,
      imbachatToken: `${site.name}/jwt`,
      widgets: `${site.name}/widgets`,
    },
    ...(resolution === 'request.user' ? {} : { visitorResolver: HeaderVisitorResolver }),
  };

  @Module({ imports: [ChatIntegrationModule.forRoot(options)], controllers: [PageController] })
  class SiteModule {}
  return { module: SiteModule };
}

let app: INestApplication | undefined;
let client: KeepAliveClient | undefined;
afterEach(async () => {
  client?.close();
  await app?.close();
});

/** Starts a host and returns a client, whose connections all visitors share. */
async function start(adapter: (typeof ADAPTERS)[number], imports: DynamicModule[], resolution: Resolution) {
  app = await startHost({
    adapter,
    imports,
    configure: (host) => {
      if (resolution === 'request.user') host.use(signIn);
    },
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  client = new KeepAliveClient(port, { connections: CONCURRENT_VISITORS });
  return client;
}

/** A middleware that sets `request.user` asynchronously from a header. */
function signIn(
  request: { headers: Record<string, string | undefined>; user?: object },
  _response: unknown,
  next: () => void,
): void {
  const id = request.headers['x-visitor'];
  void pause().then(() => {
    if (id !== undefined) request.user = { id: Number(id) };
    next();
  });
}

/** A request and the check of its response. */
interface Check {
  readonly request: ClientRequest;
  readonly isRight: (status: number, text: string) => boolean;
}

const visitor = (id: number | null): { headers: Record<string, string> } => ({
  headers: id === null ? {} : { 'X-Visitor': String(id) },
});

function tokenCheck(site: Site, id: number | null): Check {
  return {
    request: { path: `/${site.name}/jwt`, ...visitor(id) },
    isRight: (status, text) => (id === null ? status === 401 : status === 200 && ownerOf(site, text) === id),
  };
}

function widgetsCheck(site: Site, id: number | null): Check {
  return {
    request: { path: `/${site.name}/widgets`, ...visitor(id) },
    isRight: (status, text) => {
      if (status !== 200) return false;
      const { imbachat, chatbro } = JSON.parse(text) as {
        imbachat: { options: Params };
        chatbro: { params: Params };
      };
      return belongsTo(site, id, imbachat.options, chatbro.params) && containsNoOtherUser(site, id, text);
    },
  };
}

function pageCheck(site: Site, id: number | null): Check {
  return {
    request: { path: `/${site.name}/page`, ...visitor(id) },
    isRight: (status, text) => {
      const found = [...text.matchAll(/\)\((\{.*\})\)<\/script>/g)].map(
        ([, json]) => JSON.parse(json!) as Params,
      );
      const [imbachat, chatbro] = found;
      if (status !== 200 || found.length !== 2) return false;
      return (
        belongsTo(site, id, imbachat!['options'] as Params, chatbro!['params'] as Params) &&
        containsNoOtherUser(site, id, text)
      );
    },
  };
}

function usersCheck(site: Site, caller: Site): Check {
  const ids = Array.from({ length: 3 }, () => 1 + randomInt(999_999));
  return {
    request: {
      path: `/${site.name}/api/users/${ids.join(',')}`,
      headers: { Authorization: basic('chat-server', caller.apiPassword) },
    },
    isRight: (status, text) => {
      if (caller !== site) return status === 401 && !text.includes('Visitor');
      const records = JSON.parse(text) as { name: string }[];
      const names = [...new Set(ids)].map((id) => nameOf(site, id));
      return status === 200 && JSON.stringify(records.map(({ name }) => name)) === JSON.stringify(names);
    },
  };
}

type Params = Readonly<Record<string, unknown>>;

/** Returns whether widget parameters belong to a visitor. */
function belongsTo(site: Site, id: number | null, imbachat: Params, chatbro: Params): boolean {
  const externalId = id === null ? '' : selfDelimitingId(id);
  const [name, profile] = id === null ? ['', ''] : [nameOf(site, id), profileOf(site, id)];
  const signed = [site.domain, externalId, name, profile, site.signatureKey].join('');
  if (chatbro['signature'] !== createHash('md5').update(signed).digest('hex')) return false;
  if (chatbro['siteDomain'] !== site.domain) return false;
  if (id === null) return Object.keys(imbachat).length === 0 && chatbro['siteUserExternalId'] === undefined;
  return (
    imbachat['user_id'] === id &&
    ownerOf(site, String(imbachat['token'])) === id &&
    chatbro['siteUserExternalId'] === externalId &&
    chatbro['siteUserFullName'] === name &&
    chatbro['siteUserProfileUrl'] === profile
  );
}

/** Returns whether all names and tokens in a text belong to the visitor. */
function containsNoOtherUser(site: Site, id: number | null, text: string): boolean {
  const names = text.match(/Visitor \d+ of \w+/g) ?? [];
  const tokens = text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  return (
    names.every((name) => id !== null && name === nameOf(site, id)) &&
    tokens.every((token) => id !== null && ownerOf(site, token) === id)
  );
}

/** Returns the user id of a token without the library, or `null` if this site did not sign it. */
function ownerOf(site: Site, token: string): number | null {
  const [header, claims, signature] = token.split('.');
  const expected = createHmac('sha256', site.tokenKey).update(`${header}.${claims}`).digest('base64url');
  if (signature !== expected) return null;
  return (JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { user_id: number }).user_id;
}

/** Runs rounds of concurrent checks, and returns the wrong responses. */
async function checkAll(
  connection: KeepAliveClient,
  atLeast: number,
  roundOf: () => Check[],
  progress: (done: number) => void,
): Promise<{ checked: number; rounds: number; wrong: string[] }> {
  const wrong: string[] = [];
  let [checked, rounds] = [0, 0];
  while (checked < atLeast) {
    const checks = roundOf();
    await Promise.all(
      checks.map(async ({ request, isRight }) => {
        const { status, text } = await connection.send(request);
        if (!isRight(status, text))
          wrong.push(`${JSON.stringify(request)}: ${status} ${text.slice(0, 1_000)}`);
      }),
    );
    checked += checks.length;
    rounds++;
    progress(checked);
  }
  return { checked, rounds, wrong };
}

/** Returns different visitors, one eighth of them guests. */
function visitors(): (number | null)[] {
  const ids = new Set<number>();
  // Ids of all lengths, because the signed text contains the fields without separators.
  while (ids.size < CONCURRENT_VISITORS) ids.add(1 + randomInt(10 ** (1 + randomInt(9)) - 1));
  return [...ids].map((id, index) => (index % 8 === 7 ? null : id));
}

function shuffled<T>(values: readonly T[]): T[] {
  const keyed = values.map((value) => [Math.random(), value] as const);
  return keyed.toSorted(([one], [other]) => one - other).map(([, value]) => value);
}

const CASES = ADAPTERS.flatMap((adapter, a) =>
  (['request.user', 'a custom resolver'] as const).map(
    (resolution, r) => [adapter, resolution, 1 + 2 * a + r] as const,
  ),
);

describe('concurrent visitors', () => {
  it.each(CASES)('receive only their own data, on %s with %s', async (adapter, resolution, number) => {
    const atLeast = caseCount(5_000);
    const site = siteOf('green');
    const connection = await start(adapter, [siteModule(site, resolution)], resolution);
    const { checked, rounds, wrong } = await checkAll(
      connection,
      atLeast,
      () =>
        shuffled(
          visitors().flatMap((id) => [tokenCheck(site, id), widgetsCheck(site, id), pageCheck(site, id)]),
        ),
      progressReporter(`9.${number}`, atLeast),
    );
    record({
      id: `9.${number}`,
      claim: `${CONCURRENT_VISITORS} concurrent visitors receive only their own data, on ${adapter} with ${resolution}`,
      measured: `${checked.toLocaleString('en')} tokens, widget parameters and pages in ${rounds} rounds, one eighth of them for guests`,
      result: `${wrong.length} responses with another visitor's token, signature or name, or without the visitor's own data`,
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(checked).toBeGreaterThanOrEqual(atLeast);
  });
});

describe.each(ADAPTERS)('two registrations under load on %s', (adapter) => {
  it('are isolated', async () => {
    const atLeast = caseCount(10_000);
    const sites = [siteOf('green'), siteOf('violet')] as const;
    const resolution = 'request.user';
    const connection = await start(
      adapter,
      sites.map((site) => siteModule(site, resolution)),
      resolution,
    );
    const number = 5 + ADAPTERS.indexOf(adapter);
    const { checked, rounds, wrong } = await checkAll(
      connection,
      atLeast,
      () =>
        shuffled(
          visitors().flatMap((id) =>
            sites.flatMap((site) => [
              tokenCheck(site, id),
              widgetsCheck(site, id),
              pageCheck(site, id),
              ...sites.map((caller) => usersCheck(site, caller)),
            ]),
          ),
        ),
      progressReporter(`9.${number}`, atLeast),
    );
    record({
      id: `9.${number}`,
      claim: `Two registrations under load are isolated, on ${adapter}`,
      measured: `${checked.toLocaleString('en')} responses in ${rounds} rounds to the same visitors on both sites, one fifth of them to requests with the password of the other site`,
      result: `${wrong.length} responses with a user, token, signature or authorization of the other site`,
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(checked).toBeGreaterThanOrEqual(atLeast);
  });
});
