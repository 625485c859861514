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
import { KeepAliveClient, type Question } from './support/keep-alive-client.js';
import { progressOf } from './support/progress.js';
import { record } from './support/record.js';
import { casesOf } from './support/scale.js';

const AT_ONCE = 64;

/** All that tells one site from another. */
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

type Way = 'request.user' | 'a resolver of its own';

/** A site whose every step takes a while of its own, so that the visitors' requests overlap in every order. */
function siteModule(site: Site, way: Way): DynamicModule {
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
      // All clients have one address here, and a site is asked with the other's password on purpose.
      failureLimiter: false,
    },
    chatbro: { chatId: '9czk', siteDomain: site.domain, secretKey: site.signatureKey },
    userProvider: SiteUserProvider,
    endpoints: {
      imbachatApi: `${site.name}/api`,
      imbachatToken: `${site.name}/jwt`,
      widgets: `${site.name}/widgets`,
    },
    ...(way === 'request.user' ? {} : { visitorResolver: HeaderVisitorResolver }),
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

/** Starts a host and connects to it; visitors share its connections. */
async function start(adapter: (typeof ADAPTERS)[number], imports: DynamicModule[], way: Way) {
  app = await startHost({
    adapter,
    imports,
    configure: (host) => {
      if (way === 'request.user') host.use(signIn);
    },
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  client = new KeepAliveClient(port, { connections: AT_ONCE });
  return client;
}

/** A middleware that signs in whom a header names, as Passport does: later. */
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

/** One answer to be had, and what is wrong with the one that came. */
interface Check {
  readonly question: Question;
  readonly isRight: (status: number, text: string) => boolean;
}

const visitor = (id: number | null): { headers: Record<string, string> } => ({
  headers: id === null ? {} : { 'X-Visitor': String(id) },
});

function tokenCheck(site: Site, id: number | null): Check {
  return {
    question: { path: `/${site.name}/jwt`, ...visitor(id) },
    isRight: (status, text) => (id === null ? status === 401 : status === 200 && ownerOf(site, text) === id),
  };
}

function widgetsCheck(site: Site, id: number | null): Check {
  return {
    question: { path: `/${site.name}/widgets`, ...visitor(id) },
    isRight: (status, text) => {
      if (status !== 200) return false;
      const { imbachat, chatbro } = JSON.parse(text) as {
        imbachat: { options: Boot };
        chatbro: { params: Boot };
      };
      return bootsFor(site, id, imbachat.options, chatbro.params) && namesNobodyElse(site, id, text);
    },
  };
}

function pageCheck(site: Site, id: number | null): Check {
  return {
    question: { path: `/${site.name}/page`, ...visitor(id) },
    isRight: (status, text) => {
      const given = [...text.matchAll(/\)\((\{.*\})\)<\/script>/g)].map(
        ([, json]) => JSON.parse(json!) as Boot,
      );
      const [options, boot] = given;
      if (status !== 200 || given.length !== 2) return false;
      return bootsFor(site, id, options!, boot!['params'] as Boot) && namesNobodyElse(site, id, text);
    },
  };
}

function usersCheck(site: Site, caller: Site): Check {
  const ids = Array.from({ length: 3 }, () => 1 + randomInt(999_999));
  return {
    question: {
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

type Boot = Readonly<Record<string, unknown>>;

function bootsFor(site: Site, id: number | null, imbachat: Boot, chatbro: Boot): boolean {
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

/** Whether every name and every token in a text is the visitor's own. */
function namesNobodyElse(site: Site, id: number | null, text: string): boolean {
  const names = text.match(/Visitor \d+ of \w+/g) ?? [];
  const tokens = text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  return (
    names.every((name) => id !== null && name === nameOf(site, id)) &&
    tokens.every((token) => id !== null && ownerOf(site, token) === id)
  );
}

/** Whose a token is, read without the library; `null` for one that this site has not signed. */
function ownerOf(site: Site, token: string): number | null {
  const [header, claims, signature] = token.split('.');
  const expected = createHmac('sha256', site.tokenKey).update(`${header}.${claims}`).digest('base64url');
  if (signature !== expected) return null;
  return (JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { user_id: number }).user_id;
}

/** Asks round after round, each at once, and tells which answers were not right. */
async function checkAll(
  asking: KeepAliveClient,
  atLeast: number,
  roundOf: () => Check[],
  progress: (done: number) => void,
): Promise<{ checked: number; rounds: number; wrong: string[] }> {
  const wrong: string[] = [];
  let [checked, rounds] = [0, 0];
  while (checked < atLeast) {
    const checks = roundOf();
    await Promise.all(
      checks.map(async ({ question, isRight }) => {
        const { status, text } = await asking.ask(question);
        if (!isRight(status, text))
          wrong.push(`${JSON.stringify(question)}: ${status} ${text.slice(0, 1_000)}`);
      }),
    );
    checked += checks.length;
    rounds++;
    progress(checked);
  }
  return { checked, rounds, wrong };
}

/** Different visitors, an eighth of them guests. */
function visitors(): (number | null)[] {
  const ids = new Set<number>();
  // Ids of every length, since they are written one after another into what is signed.
  while (ids.size < AT_ONCE) ids.add(1 + randomInt(10 ** (1 + randomInt(9)) - 1));
  return [...ids].map((id, index) => (index % 8 === 7 ? null : id));
}

function shuffled<T>(values: readonly T[]): T[] {
  const keyed = values.map((value) => [Math.random(), value] as const);
  return keyed.toSorted(([one], [other]) => one - other).map(([, value]) => value);
}

const CASES = ADAPTERS.flatMap((adapter, a) =>
  (['request.user', 'a resolver of its own'] as const).map(
    (way, w) => [adapter, way, 1 + 2 * a + w] as const,
  ),
);

describe('visitors at once', () => {
  it.each(CASES)('each see only what is theirs, on %s through %s', async (adapter, way, number) => {
    const atLeast = casesOf(5_000);
    const site = siteOf('green');
    const asking = await start(adapter, [siteModule(site, way)], way);
    const { checked, rounds, wrong } = await checkAll(
      asking,
      atLeast,
      () =>
        shuffled(
          visitors().flatMap((id) => [tokenCheck(site, id), widgetsCheck(site, id), pageCheck(site, id)]),
        ),
      progressOf(`9.${number}`, atLeast),
    );
    record({
      id: `9.${number}`,
      claim: `${AT_ONCE} visitors at once see only what is theirs, on ${adapter} through ${way}`,
      measured: `${checked.toLocaleString('en')} tokens, boot parameters and pages in ${rounds} rounds, an eighth of them of guests`,
      result: `${wrong.length} with the token, signature or name of somebody else, or without one's own`,
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(checked).toBeGreaterThanOrEqual(atLeast);
  });
});

describe.each(ADAPTERS)('two registrations under load on %s', (adapter) => {
  it('never mix', async () => {
    const atLeast = casesOf(10_000);
    const sites = [siteOf('green'), siteOf('violet')] as const;
    const way = 'request.user';
    const asking = await start(
      adapter,
      sites.map((site) => siteModule(site, way)),
      way,
    );
    const number = 5 + ADAPTERS.indexOf(adapter);
    const { checked, rounds, wrong } = await checkAll(
      asking,
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
      progressOf(`9.${number}`, atLeast),
    );
    record({
      id: `9.${number}`,
      claim: `Two registrations under load never mix, on ${adapter}`,
      measured: `${checked.toLocaleString('en')} answers in ${rounds} rounds to the same visitors on both sites, a fifth of them to the password of the other site`,
      result: `${wrong.length} with a user, token, signature or authorization of the other site`,
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(checked).toBeGreaterThanOrEqual(atLeast);
  });
});
