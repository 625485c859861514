import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import KeyvRedis from '@keyv/redis';
import { type INestApplication, Logger } from '@nestjs/common';
import { Keyv } from 'keyv';
import {
  type ChatBroAccountOptions,
  type ChatBroChatStore,
  ChatBroChats,
  ChatBroSignatureService,
  type ChatIntegrationModuleOptions,
  ChatIntegrationError,
  ChatWidgetsService,
  type VendorError,
  VendorNotConfiguredError,
} from 'nestjs-chat-integration';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHATBRO, EverybodyUserProvider, REGISTRATIONS } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';
import { redisUrl } from '../support/redis.js';
import { CHATBRO_ACCOUNT, ChatBroStandIn, error } from './chatbro-stand-in.js';

const vendor = new ChatBroStandIn();
const cleanups: (() => unknown)[] = [];
const logged = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();

beforeAll(() => vendor.start());
afterAll(() => vendor.stop());
beforeEach(() => {
  vendor.forget();
  vendor.chats.clear();
  vendor.expireAccess();
  vendor.refreshTokens.clear();
  Object.assign(vendor, { accessSeconds: 3_600, refreshSeconds: 86_400 });
  logged.mockClear();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface SiteOptions extends Partial<ChatIntegrationModuleOptions> {
  account?: Partial<ChatBroAccountOptions>;
  chats?: ChatBroChatStore;
  adapter?: (typeof ADAPTERS)[number];
  register?: keyof typeof REGISTRATIONS;
}

async function site({
  account,
  chats,
  adapter = 'express',
  register = 'forRoot',
  ...options
}: SiteOptions = {}) {
  const app = await startHost({
    adapter,
    imports: [
      REGISTRATIONS[register]!({
        chatbro: { ...CHATBRO, baseUrl: vendor.url, account: { ...CHATBRO_ACCOUNT, ...account }, chats },
        userProvider: EverybodyUserProvider,
        visitorResolver: () => 12,
        ...options,
      }),
    ],
  });
  cleanups.push(() => app.close());
  return app;
}

const chatsOf = async (options?: SiteOptions) => (await site(options)).get(ChatBroChats);

async function rejected(call: Promise<unknown>): Promise<VendorError> {
  const failure: unknown = await call.then(
    () => 'resolved',
    (reason: unknown) => reason,
  );
  expect(failure).toBeInstanceOf(ChatIntegrationError);
  const text = inspect(failure, { depth: 10, showHidden: true });
  for (const secret of [
    CHATBRO_ACCOUNT.secret,
    CHATBRO.secretKey,
    ...vendor.accessTokens,
    ...vendor.refreshTokens,
  ])
    expect(text).not.toContain(secret);
  expect(String(failure)).toMatch(/[Ee]xpected .+ but .+\. Fix: .+\./s);
  return failure as VendorError;
}

describe.each(ADAPTERS)('ChatBroChats on %s', (adapter) => {
  it.each(Object.keys(REGISTRATIONS))(
    'creates, lists and deletes a chat, registered with %s',
    async (register) => {
      const chats = await chatsOf({ adapter, register });
      const created = await chats.create();
      expect(created.secretKey).toBe(vendor.chats.get(created.id)!.guid);

      const [listed, ...others] = await chats.list();
      expect(others).toEqual([]);
      expect({ ...listed }).toEqual({
        id: created.id,
        title: 'A chat',
        connections: 3,
        costs: [],
        alerts: null,
        createdAt: 1_700_000_000,
      });
      expect(listed!.secretKey).toBe(created.secretKey);

      await chats.delete(created.id);
      expect(await chats.list()).toEqual([]);
      expect(vendor.paths.filter((path) => path.includes('tokens'))).toEqual([
        '/api/v1/tokens/authorization/',
      ]);
    },
  );

  it('shows a chat of the store on a page, signed with its own secret', async () => {
    const store = new Map<string, { secretKey: string }>();
    const app = await site({ adapter, chats: store });
    const { id, secretKey } = await app.get(ChatBroChats).create();
    store.set(id, { secretKey });

    const signatures = app.get(ChatBroSignatureService);
    const widgets = app.get(ChatWidgetsService);
    const user = { id: 12, name: 'User 12' };
    const signed = signatures.signUser(user, { secretKey });
    expect(signed.signature).not.toBe(signatures.signUser(user).signature);
    expect(await widgets.params({}, { chatbro: { chats: { encodedChatId: id } } })).toEqual({
      chatbro: { scriptUrl: `${vendor.url}/embed.js`, params: { encodedChatId: id, ...signed } },
    });
    const html = await widgets.render(
      {},
      { chatbro: { chats: { parentEncodedChatId: id, chatTitle: 'Cats' } } },
    );
    expect(html).toContain(signed.signature);
    expect(html).not.toContain(secretKey);
  });
});

describe('a chat that is not in the store', () => {
  it('is left out of a page, and is never signed with the secret of another chat', async () => {
    const errors = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const app = await site({ chats: { get: async () => null } });
    const widgets = app.get(ChatWidgetsService);
    expect(await widgets.params({}, { chatbro: { chats: { encodedChatId: 'other' } } })).toEqual({});
    expect(errors).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('"other"'));
    errors.mockRestore();

    const { chatbro } = await widgets.params({}, { chatbro: { chats: [{ encodedChatId: 'other' }, {}] } });
    expect(chatbro).toMatchObject({ params: [{ encodedChatId: '9czk' }] });
    expect(logged).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/left out of a page.*"other"/));
  });
});

describe('the secrets of chats', () => {
  it('are not in logs, in JSON and in copies', async () => {
    const chats = await chatsOf();
    const created = await chats.create();
    const listed = await chats.list();
    const shown = [created, listed, { ...created }, chats].flatMap((value) => [
      inspect(value, { depth: 10, showHidden: true, getters: true }),
      JSON.stringify(value),
    ]);
    for (const text of shown) expect(text).not.toContain(created.secretKey);
    expect(Object.keys(created)).toEqual(['id']);
  });
});

describe('the tokens', () => {
  it('are sent as the protocol says', async () => {
    const chats = await chatsOf();
    await chats.list();
    const [authorization, call] = vendor.requests;
    expect(authorization).toMatchObject({
      method: 'POST',
      path: '/api/v1/tokens/authorization/',
      headers: {
        'account-platform': '4242',
        'account-id': CHATBRO_ACCOUNT.id,
        'account-secret': CHATBRO_ACCOUNT.secret,
      },
    });
    expect(call).toMatchObject({ headers: { 'content-type': 'application/json' } });
    expect(call!.headers).not.toHaveProperty('account-secret');
  });

  it('are refreshed once, and the call is repeated once, when the access token is rejected', async () => {
    const chats = await chatsOf();
    await chats.list();
    vendor.expireAccess();
    vendor.forget();
    await chats.create();
    expect(vendor.paths).toEqual([
      '/api/v1/chats/create/',
      '/api/v1/tokens/refresh/',
      '/api/v1/chats/create/',
    ]);
    expect(vendor.chats.size).toBe(1);
  });

  it('are not refreshed a second time for one call', async () => {
    const chats = await chatsOf();
    vendor.next('chats/create/', error(401, 1003, 'no'), error(401, 1003, 'no'), error(401, 1003, 'no'));
    expect(await rejected(chats.create())).toMatchObject({
      code: 'ERR_CHAT_VENDOR_REFUSED',
      vendorCode: 1003,
    });
    expect(vendor.paths.filter((path) => path.endsWith('chats/create/'))).toHaveLength(2);
    expect(vendor.paths.filter((path) => path.endsWith('tokens/refresh/'))).toHaveLength(1);
  });

  it('are requested anew when the refresh token is rejected', async () => {
    const chats = await chatsOf();
    await chats.list();
    vendor.expireAccess();
    vendor.refreshTokens.clear();
    vendor.forget();
    await chats.list();
    expect(vendor.paths.map((path) => path.replace('/api/v1/', ''))).toEqual([
      'chats/get-all/',
      'tokens/refresh/',
      'tokens/authorization/',
      'chats/get-all/',
    ]);
  });

  it('are renewed before a call when they have expired', async () => {
    vendor.accessSeconds = 1;
    const chats = await chatsOf();
    await chats.list();
    await chats.list();
    vendor.refreshSeconds = 1;
    expect(vendor.paths.filter((path) => path.endsWith('tokens/refresh/'))).toHaveLength(1);
  });

  it('are requested once for concurrent calls', async () => {
    const chats = await chatsOf();
    await Promise.all(Array.from({ length: 20 }, () => chats.list()));
    expect(vendor.paths.filter((path) => path.includes('tokens'))).toEqual(['/api/v1/tokens/authorization/']);
    vendor.expireAccess();
    vendor.forget();
    await Promise.all(Array.from({ length: 20 }, () => chats.list()));
    expect(vendor.paths.filter((path) => path.includes('tokens'))).toEqual(['/api/v1/tokens/refresh/']);
  });

  it('are still requested for the others when one caller aborts', async () => {
    const chats = await chatsOf();
    let release: () => void = () => undefined;
    vendor.next('tokens/authorization/', () => new Promise((resolve) => (release = () => resolve(null))));
    const controller = new AbortController();
    const leaving = chats.list({ signal: controller.signal });
    const staying = chats.list();
    await vi.waitFor(() => expect(vendor.requests).toHaveLength(1));
    controller.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    release();
    expect(await staying).toEqual([]);
    expect(vendor.paths).toEqual(['/api/v1/tokens/authorization/', '/api/v1/chats/get-all/']);
  });

  it('are revoked on shutdown only when asked', async () => {
    for (const [revokeTokensOnShutdown, expected] of [
      [false, []],
      [true, ['/api/v1/tokens/delete/']],
    ] as const) {
      const app = await site({ account: { revokeTokensOnShutdown } });
      await app.get(ChatBroChats).list();
      vendor.forget();
      await app.close();
      expect(vendor.paths).toEqual(expected);
    }
    const unused = await site({ account: { revokeTokensOnShutdown: true } });
    vendor.forget();
    await unused.close();
    expect(vendor.paths).toEqual([]);
  });

  it('do not stop the application when they cannot be revoked', async () => {
    const app = await site({ account: { revokeTokensOnShutdown: true }, vendorTimeoutMs: 200 });
    await app.get(ChatBroChats).list();
    vendor.next('tokens/delete/', 'hang');
    await app.close();
    expect(logged).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('stay valid until they expire'));
  });
});

describe('the errors of the vendor', () => {
  it.each([1005, 1006, 1012])('%i: the credentials are wrong', async (code) => {
    const chats = await chatsOf();
    vendor.next('tokens/authorization/', error(401, code, 'no'));
    expect(await rejected(chats.list())).toMatchObject({
      code: 'ERR_CHAT_VENDOR_CREDENTIALS',
      vendor: 'ChatBro',
      vendorCode: code,
    });
    expect(vendor.requests).toHaveLength(1);
  });

  it.each([{ secret: 'another-secret' }, { id: 'nobody' }])('wrong credentials: %j', async (account) => {
    const chats = await chatsOf({ account });
    expect(await rejected(chats.list())).toMatchObject({ code: 'ERR_CHAT_VENDOR_CREDENTIALS' });
  });

  it('1011: the chat has child chats, and is deleted with force', async () => {
    const chats = await chatsOf();
    const { id } = vendor.addChat(true);
    expect(await rejected(chats.delete(id))).toMatchObject({
      code: 'ERR_CHAT_CHATBRO_HAS_CHILDREN',
      vendorCode: 1011,
    });
    expect(await rejected(chats.delete(id, { force: 'false' as never }))).toMatchObject({ vendorCode: 1011 });
    await chats.delete(id, { force: true });
    expect(vendor.chats.size).toBe(0);
  });

  it('any other: the code and the text, without secrets', async () => {
    const chats = await chatsOf();
    await chats.list();
    const [token = ''] = vendor.accessTokens;
    const echo = [
      CHATBRO_ACCOUNT.secret,
      token,
      encodeURIComponent(token),
      Buffer.from(token).toString('base64'),
    ];
    vendor.next('chats/create/', error(400, 1099, `Limit ${echo.join(' ')}`));
    const failure = await rejected(chats.create());
    expect(failure).toMatchObject({
      code: 'ERR_CHAT_VENDOR_REFUSED',
      vendorCode: 1099,
      vendorText: 'Limit … … … …',
    });
    expect(failure.message).toContain('"Limit');
    expect(await rejected(chats.delete('none'))).toMatchObject({ vendorCode: 1007 });
  });

  it('prints no control characters of the vendor', async () => {
    const chats = await chatsOf();
    vendor.next('chats/create/', error(400, 1, 'a\n\u001b[31mERROR forged\u202e'));
    const { message } = await rejected(chats.create());
    for (const character of '\n\u001b\u202e') expect(message).not.toContain(character);
  });

  it('counts a wrong answer as no success', async () => {
    const chats = await chatsOf();
    for (const body of [
      {},
      { success: 'true' },
      { success: 1 },
      { success: false },
      [],
      'null',
      '"x"',
      { success: false, code: '1003' },
    ]) {
      vendor.next('chats/create/', { body });
      expect(await rejected(chats.create())).toMatchObject({ code: 'ERR_CHAT_VENDOR_RESPONSE' });
    }
    vendor.next('chats/create/', { status: 500, body: { success: true, id: 'abc', guid: 'x'.repeat(36) } });
    expect(await rejected(chats.create())).toMatchObject({ code: 'ERR_CHAT_VENDOR_RESPONSE', status: 500 });
    expect(vendor.paths.filter((path) => path.endsWith('chats/create/'))).toHaveLength(9);
  });

  const guid = '8d21b5d2-6e0e-4e6b-9a83-d6b8a4f3d1c5';
  it.each([
    [{ success: true, guid }],
    [{ success: true, id: '', guid }],
    [{ success: true, id: 'a/b', guid }],
    [{ success: true, id: '<script>', guid }],
    [{ success: true, id: 1.5, guid }],
    [{ success: true, id: { toString: 1 }, guid }],
    [{ success: true, id: 'abc' }],
    [{ success: true, id: 'abc', guid: '' }],
    [{ success: true, id: 'abc', guid: 'short' }],
    [{ success: true, id: 'abc', guid: [guid] }],
    [{ success: true, id: 'abc', guid: 'x'.repeat(10_000) }],
  ])('refuses a created chat of another shape: case %#', async (body) => {
    const chats = await chatsOf();
    vendor.next('chats/create/', { body });
    const failure = await rejected(chats.create());
    expect(failure).toMatchObject({ code: 'ERR_CHAT_VENDOR_RESPONSE' });
    expect(failure.message).not.toContain(guid);
  });

  it.each([
    ['not JSON'],
    ['{}'],
    ['null'],
    ['[1]'],
    ['[[]]'],
    [JSON.stringify([{ id: 'a', guid }])],
    [JSON.stringify([{ id: 'a', guid, title: 5 }])],
    [JSON.stringify([{ id: 'a', guid, title: 'x'.repeat(20_000) }])],
    [
      JSON.stringify([
        { id: 'a', guid, title: '' },
        { id: 'a', guid, title: '' },
      ]),
    ],
    [[]],
    [undefined],
    [{ id: 'a' }],
  ])('refuses a list of another shape: case %#', async (chats) => {
    const service = await chatsOf();
    vendor.next('chats/get-all/', { body: { success: true, chats } });
    const failure = await rejected(service.list());
    expect(failure).toMatchObject({ code: 'ERR_CHAT_VENDOR_RESPONSE' });
    expect(failure.message).not.toContain(guid);
  });

  it('reads a numeric id as text', async () => {
    const service = await chatsOf();
    vendor.next('chats/get-all/', {
      body: { success: true, chats: JSON.stringify([{ id: 42, guid, title: '<b>' }]) },
    });
    expect(await service.list()).toMatchObject([{ id: '42', title: '<b>' }]);
  });

  const expiresIn = Math.floor(Date.now() / 1_000) + 3_600;
  it.each([
    [{}],
    [{ accessToken: { value: 'a', expiresIn } }],
    [{ accessToken: 'a', refreshToken: 'b' }],
    [{ accessToken: { value: '', expiresIn }, refreshToken: { value: 'b', expiresIn } }],
    [{ accessToken: { value: 'a b', expiresIn }, refreshToken: { value: 'b', expiresIn } }],
    [{ accessToken: { value: 'a\r\nx: y', expiresIn }, refreshToken: { value: 'b', expiresIn } }],
    [{ accessToken: { value: 'a', expiresIn: 'soon' }, refreshToken: { value: 'b', expiresIn } }],
    [{ accessToken: { value: 'a', expiresIn: -1 }, refreshToken: { value: 'b', expiresIn } }],
    [{ accessToken: { value: 'a'.repeat(5_000), expiresIn }, refreshToken: { value: 'b', expiresIn } }],
  ])('refuses tokens of another shape: case %#', async (body) => {
    const service = await chatsOf();
    vendor.next('tokens/authorization/', { body });
    expect(await rejected(service.list())).toMatchObject({ code: 'ERR_CHAT_VENDOR_RESPONSE' });
    expect(vendor.requests).toHaveLength(1);
  });
});

describe('a server that fails', () => {
  const endpoints = ['tokens/authorization/', 'chats/get-all/'];

  it.each(
    endpoints.flatMap((endpoint) =>
      (['hang', 'hang-in-body'] as const).map((fault) => [endpoint, fault] as const),
    ),
  )('is not waited for longer than the deadline: %s %s', async (endpoint, fault) => {
    const chats = await chatsOf({ vendorTimeoutMs: 150 });
    vendor.next(endpoint, fault);
    expect(await rejected(chats.list())).toMatchObject({ code: 'ERR_CHAT_VENDOR_TIMEOUT' });
    // The connection is closed too.
    await vi.waitFor(() => expect(vendor.left).toBe(1));
    expect(await chats.list()).toEqual([]);
  });

  it('has a deadline for each call', async () => {
    const chats = await chatsOf();
    await chats.list();
    vendor.next('chats/get-all/', 'hang');
    const failure = await rejected(chats.list({ timeoutMs: 100 }));
    expect(failure.message).toContain('within 100 ms');
    for (const timeoutMs of [0, -1, 1.5, Number.NaN, 600_001, '5' as never]) {
      expect(await rejected(chats.list({ timeoutMs }))).toMatchObject({ code: 'ERR_CHAT_ARGUMENT_INVALID' });
    }
  });

  it('is left when the caller aborts', async () => {
    const chats = await chatsOf();
    await chats.list();
    const controller = new AbortController();
    vendor.next('chats/create/', 'hang');
    const creating = chats.create({ signal: controller.signal });
    await vi.waitFor(() => expect(vendor.paths).toContain('/api/v1/chats/create/'));
    controller.abort(new Error('not needed any more'));
    await expect(creating).rejects.toThrow('not needed any more');
    await vi.waitFor(() => expect(vendor.left).toBe(1));
    vendor.forget();
    await expect(chats.create({ signal: controller.signal })).rejects.toThrow('not needed any more');
    expect(vendor.requests).toEqual([]);
  });

  it.each(
    endpoints.flatMap((endpoint) =>
      (
        [
          ['close', 'ERR_CHAT_VENDOR_UNREACHABLE'],
          ['close-in-body', 'ERR_CHAT_VENDOR_UNREACHABLE'],
          ['garbage', 'ERR_CHAT_VENDOR_RESPONSE'],
          ['empty', 'ERR_CHAT_VENDOR_RESPONSE'],
          ['html', 'ERR_CHAT_VENDOR_RESPONSE'],
          ['redirect', 'ERR_CHAT_VENDOR_RESPONSE'],
          ['huge', 'ERR_CHAT_VENDOR_RESPONSE'],
          ['deep', 'ERR_CHAT_VENDOR_RESPONSE'],
        ] as const
      ).map(([fault, code]) => [endpoint, fault, code] as const),
    ),
  )('is reported, and not asked again: %s %s', async (endpoint, fault, code) => {
    const chats = await chatsOf();
    vendor.next(endpoint, fault);
    expect(await rejected(chats.list())).toMatchObject({ code, vendor: 'ChatBro' });
    expect(vendor.paths.filter((path) => path.endsWith(endpoint))).toHaveLength(1);
    expect(vendor.paths).not.toContain('/elsewhere');
    // The next call works.
    expect(await chats.list()).toEqual([]);
  });

  it('is reported when nothing listens there', async () => {
    const chats = await chatsOf({
      chatbro: { ...CHATBRO, baseUrl: 'http://127.0.0.1:1', account: CHATBRO_ACCOUNT },
    });
    const failure = await rejected(chats.list());
    expect(failure).toMatchObject({ code: 'ERR_CHAT_VENDOR_UNREACHABLE' });
  });

  it('answers late, and the answer is ignored', async () => {
    const chats = await chatsOf();
    await chats.list();
    let release: () => void = () => undefined;
    vendor.next('chats/create/', () => new Promise((resolve) => (release = () => resolve(null))));
    expect(await rejected(chats.create({ timeoutMs: 100 }))).toMatchObject({
      code: 'ERR_CHAT_VENDOR_TIMEOUT',
    });
    release();
    expect(await chats.list()).toHaveLength(1);
  });
});

describe('TLS', () => {
  it('is verified', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        '1',
        '-subj',
        '/CN=localhost',
      ],
      { stdio: 'ignore' },
    );
    let received = 0;
    const server = createServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      (_request, response) => {
        received += 1;
        response.end('{}');
      },
    );
    rmSync(folder, { recursive: true });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    cleanups.push(() => server.close());
    const baseUrl = `https://localhost:${(server.address() as AddressInfo).port}`;
    const chats = await chatsOf({ chatbro: { ...CHATBRO, baseUrl, account: CHATBRO_ACCOUNT } });
    const failure = await rejected(chats.list());
    expect(failure).toMatchObject({ code: 'ERR_CHAT_VENDOR_UNREACHABLE' });
    expect(failure.message).toContain('CERT');

    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await rejected(chats.list())).toMatchObject({ code: 'ERR_CHAT_TLS_NOT_VERIFIED' });
    expect(received).toBe(0);
  });
});

describe('the options', () => {
  it('are required', async () => {
    const chats = await chatsOf({ chatbro: CHATBRO });
    await expect(chats.list()).rejects.toThrow(VendorNotConfiguredError);
    await expect(chats.create()).rejects.toThrow('chatbro.account');
  });

  it.each([
    [{ id: '' }, 'chatbro.account.id'],
    [{ id: 'a\nb' }, 'chatbro.account.id'],
    [{ secret: '' }, 'chatbro.account.secret'],
    [{ secret: ' padded' }, 'chatbro.account.secret'],
    [{ secret: 'ключ-secret' }, 'chatbro.account.secret'],
    [{ platform: -1 }, 'chatbro.account.platform'],
    [{ platform: '1e3' }, 'chatbro.account.platform'],
    [{ tokenStore: {} }, 'chatbro.account.tokenStore'],
    [{ revokeTokensOnShutdown: 'no' }, 'chatbro.account.revokeTokensOnShutdown'],
    [{ token: 'x' }, 'chatbro.account.token'],
  ])('stop the start-up: %j', async (account, path) => {
    await expect(site({ account: account as never })).rejects.toThrow(path);
  });

  it('take a fetch', async () => {
    const fetched = vi.fn<typeof fetch>(globalThis.fetch);
    const chats = await chatsOf({ fetch: fetched });
    await chats.list();
    expect(fetched.mock.calls.map(([url]) => url)).toEqual([
      `${vendor.url}/api/v1/tokens/authorization/`,
      `${vendor.url}/api/v1/chats/get-all/`,
    ]);
  });

  it('bound even a fetch that ignores its signal', async () => {
    const chats = await chatsOf({ fetch: () => new Promise(() => undefined), vendorTimeoutMs: 50 });
    expect(await rejected(chats.list())).toMatchObject({ code: 'ERR_CHAT_VENDOR_TIMEOUT' });
  });
});

describe('two instances that share a store', () => {
  const instances = async (tokenStore: Keyv) =>
    Promise.all([0, 1].map(() => chatsOf({ account: { tokenStore: tokenStore as never } })));

  it('request and refresh the tokens once', async () => {
    const [first, second] = await instances(new Keyv());
    await first!.list();
    await second!.list();
    expect(vendor.paths.filter((path) => path.includes('tokens'))).toEqual(['/api/v1/tokens/authorization/']);
    vendor.expireAccess();
    vendor.forget();
    await first!.list();
    await second!.list();
    expect(vendor.paths.filter((path) => path.includes('tokens'))).toEqual(['/api/v1/tokens/refresh/']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('down'))],
    ['hangs', () => new Promise<never>(() => undefined)],
    ['returns something else', async () => 'AAAA'.repeat(50)],
    ['returns an object', async () => ({ access: { value: 'x', expiresAt: 9e9 } })],
  ])('work on their own when the store %s', async (_title, get) => {
    const errors = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const tokenStore = { get, set: get, delete: get };
    const chats = await chatsOf({ account: { tokenStore } });
    expect(await chats.list()).toEqual([]);
    expect(await chats.list()).toEqual([]);
    expect(vendor.paths.filter((path) => path.includes('tokens'))).toHaveLength(1);
    errors.mockRestore();
  });

  describe.skipIf(!redisUrl)('in Redis', () => {
    it('share the tokens, and nobody can read them there', async () => {
      const keyv = () => {
        const store = new Keyv(new KeyvRedis(redisUrl!, { throwOnConnectError: true }));
        cleanups.push(() => store.disconnect());
        return store;
      };
      const stores = [keyv(), keyv()];
      const stored = vi.spyOn(stores[0]!, 'set');
      const [first, second] = await Promise.all(
        stores.map((tokenStore) => chatsOf({ account: { tokenStore: tokenStore as never } })),
      );
      await first!.list();
      vendor.expireAccess();
      await first!.list();
      vendor.forget();
      await second!.list();
      await second!.create();
      expect(vendor.paths).toEqual(['/api/v1/chats/get-all/', '/api/v1/chats/create/']);

      const [key = ''] = stored.mock.calls.map(([name]) => name);
      cleanups.push(() => stores[0]!.delete(key));
      const text = `${key} ${await stores[1]!.get<string>(key)}`;
      expect(text).toMatch(/^chatbro-tokens:[0-9a-f]{32} [A-Za-z0-9+/=]{100,}$/);
      for (const secret of [
        ...vendor.accessTokens,
        ...vendor.refreshTokens,
        CHATBRO_ACCOUNT.secret,
        CHATBRO_ACCOUNT.id,
      ])
        expect(text).not.toContain(secret);

      // An instance with another secret does not read them.
      const other = await chatsOf({
        account: { tokenStore: stores[1] as never, secret: 'a rotated secret' },
      });
      expect(await rejected(other.list())).toMatchObject({ code: 'ERR_CHAT_VENDOR_CREDENTIALS' });
    });
  });
});

describe.each(ADAPTERS)('a base URL that is a path, on %s', (adapter) => {
  it('is called at the address where the application listens', async () => {
    const app: INestApplication = await site({
      adapter,
      chatbro: { ...CHATBRO, baseUrl: '/stand-in', account: CHATBRO_ACCOUNT },
    });
    const chats = app.get(ChatBroChats);
    await expect(chats.list()).rejects.toThrow('chatbro.baseUrl');
    await app.listen(0);
    expect(await rejected(chats.list())).toMatchObject({ code: 'ERR_CHAT_VENDOR_RESPONSE', status: 404 });
  });
});
