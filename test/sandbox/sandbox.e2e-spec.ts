import { Script } from 'node:vm';
import { type INestApplication, type Type, VersioningType } from '@nestjs/common';
import request from 'supertest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatSandboxInProductionError, ChatSandboxModule } from 'nestjs-chat-devtools';
import { ChatBroSignatureService, InvalidOptionsError, TokenService } from 'nestjs-chat-integration';
import { md5 } from 'nestjs-chat-integration/protocol';
import { CHATBRO, DASHBOARDS } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';
import { SECRETS, type SandboxHostOptions, startSandboxHost } from './sandbox-host.js';

const WIDGET = '/chat-sandbox/imbachat/v1/276/widget';
const SESSION = '/chat-sandbox/imbachat/v1/276/session';
const DIALOG = '/chat-sandbox/imbachat/v1/276/dialog';

const PRIVATE = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' };
const SCRIPT = { ...PRIVATE, 'content-type': 'text/javascript; charset=utf-8' };
const JSON_REPLY = { ...PRIVATE, 'content-type': 'application/json; charset=utf-8' };

interface DiagnosedChat {
  chat: string;
  containerId: string | null;
  diagnosis: Record<string, unknown>;
}

/** Reads the chats from the response to the embed code: the last argument of its call. */
function chatsIn(script: string): DiagnosedChat[] {
  expect(() => new Script(script)).not.toThrow();
  return JSON.parse(script.slice(script.indexOf('[{"chat":'), script.lastIndexOf(')'))) as DiagnosedChat[];
}

describe.each(ADAPTERS)('the sandbox on %s', (adapter) => {
  let app: INestApplication | undefined;
  afterEach(async () => {
    vi.unstubAllEnvs();
    await app?.close();
    app = undefined;
  });

  const start = async (options: Omit<SandboxHostOptions, 'adapter'> = {}) => {
    app = await startSandboxHost({ adapter, ...options });
    const http = () => request(app!.getHttpServer());
    return {
      app,
      http,
      post: (path: string, body: object) => http().post(path).send(body),
      identity: (id: number) => ({ user_id: id, token: app!.get(TokenService).issue(id) }),
      signatures: app.get(ChatBroSignatureService),
      embed: (...chats: object[]) => {
        const question = JSON.stringify({ embedChatsParameters: chats, lang: 'en', needLoadCode: true });
        return http().get(`/chat-sandbox/embed.js?${Buffer.from(question).toString('base64')}`);
      },
    };
  };

  describe('the simulation of ImbaChat', () => {
    it('serves a script that contains nothing from the dashboard', async () => {
      const { http } = await start();
      const { status, headers, text } = await http().get(WIDGET);
      expect({ status, headers }).toMatchObject({ status: 200, headers: SCRIPT });
      for (const secret of [...SECRETS, DASHBOARDS.imbachat.apiLogin]) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/innerHTML|__name|__vite|import\(/);
      expect(() => new Script(text)).not.toThrow();
    });

    it('verifies a member', async () => {
      const { post, identity } = await start();
      const { status, headers, body } = await post(SESSION, identity(2));
      expect({ status, headers }).toMatchObject({ status: 200, headers: JSON_REPLY });
      expect(body).toMatchObject({
        state: 'verified',
        user: { id: '2', name: 'Bob Martin' },
        problem: null,
      });
      expect(body.facts[0]).toStrictEqual({ label: 'Token', text: 'valid for user 2, expires in 7 hours' });
    });

    it('reports a guest', async () => {
      const { post } = await start();
      expect((await post(SESSION, {})).body).toMatchObject({ state: 'guest', user: null });
    });

    const other = { ...DASHBOARDS.imbachat };
    it.each([
      ['another secret', { ...other, secretKey: 'another-secret-of-the-tests' }, 'token-other-secret'],
      ['another widget', { ...other, widgetId: '277' }, 'widget-unknown'],
      ['another password', { ...other, apiPassword: 'another' }, 'users-info-unauthorized'],
      ['another login', { ...other, apiLogin: 'another' }, 'users-info-unauthorized'],
      ['a wrong path', { ...other, usersInfoUrl: '/nowhere/' }, 'users-info-not-found'],
      [
        'a path without a slash at its end',
        { ...other, usersInfoUrl: '/imbachat/api/v1/users' },
        'users-info-not-found',
      ],
      ['a response in an envelope', { ...other, usersInfoUrl: '/envelope/' }, 'users-info-not-array'],
      ['a page', { ...other, usersInfoUrl: '/html/' }, 'users-info-not-json'],
      ['a redirect', { ...other, usersInfoUrl: '/moved/' }, 'users-info-redirect'],
      ['another site', { ...other, usersInfoUrl: 'http://127.0.0.1:1/' }, 'users-info-unreachable'],
      ['the query layout', { ...other, usersInfoUrl: '/imbachat/api/v1/users?user_ids=' }, undefined],
      ['no ImbaChat settings', undefined, 'not-configured'],
    ])('diagnoses %s in the dashboard', async (_, imbachat, code) => {
      const { post, identity } = await start({ sandbox: { imbachat } });
      const { status, body, text } = await post(SESSION, identity(1));
      expect(status).toBe(200);
      expect(body.problem?.code).toBe(code);
      expect(body.state).toBe(code === undefined ? 'verified' : 'refused');
      for (const secret of SECRETS) expect(text).not.toContain(secret);
    });

    it('refuses a token of another member, and a member whom the site does not have', async () => {
      const { post, identity } = await start();
      const mixed = await post(SESSION, { ...identity(1), user_id: 2 });
      expect(mixed.body.problem).toMatchObject({ code: 'user-id-differs' });
      const unknown = await post(SESSION, identity(99));
      expect(unknown.body.problem).toMatchObject({ code: 'users-info-without-user' });
    });

    it('finds the user of a dialog for members only', async () => {
      const { post, identity } = await start();
      const dialog = async (body: object) => (await post(DIALOG, body)).body as unknown;
      expect(await dialog({ ...identity(1), with: 2 })).toStrictEqual({
        user: { id: '2', name: 'Bob Martin' },
      });
      for (const id of [99, 0, '2', null, 1e10]) {
        const text = `There is no user ${JSON.stringify(id)}.`;
        expect(await dialog({ ...identity(1), with: id })).toMatchObject({ problem: { text } });
      }
      expect(await dialog({ with: 2 })).toMatchObject({ problem: { text: 'Guests cannot open dialogs.' } });
      expect(await dialog({ user_id: 1, token: 'x', with: 2 })).toMatchObject({
        problem: { code: 'token-malformed' },
      });
    });

    it.each([
      ['text', 'text/plain', 'hello'],
      ['an array', 'application/json', '[]'],
    ])('responds to %s with an error', async (_, type, body) => {
      const { http } = await start({
        configure: (host) =>
          adapter === 'fastify' &&
          host
            .getHttpAdapter()
            .getInstance()
            .addContentTypeParser('text/plain', (_r: unknown, _p: unknown, done: (e: null) => void) =>
              done(null),
            ),
      });
      const reply = await http().post(SESSION).set('Content-Type', type).send(body);
      expect(reply).toMatchObject({ status: 400, headers: JSON_REPLY });
      expect(reply.body).toStrictEqual({
        error: expect.stringContaining('Expected a JSON object but got something else.'),
      });
    });
  });

  describe('the simulation of ChatBro', () => {
    it('verifies each chat of a page', async () => {
      const { embed, signatures } = await start();
      const ada = signatures.sign({ siteUserExternalId: '1', siteUserFullName: 'Ada', permissions: ['ban'] });
      const reply = await embed(
        { encodedChatId: '9czk', ...ada },
        { parentEncodedChatId: '9czk', chatTitle: 'Lot 7', isStatic: true, containerDivId: 'place', ...ada },
        { encodedChatId: '9czk', ...signatures.sign({}) },
        { encodedChatId: '9czk', ...ada, permissions: ['ban', 'delete'] },
      );
      expect(reply).toMatchObject({ status: 200, headers: SCRIPT });
      const shown = chatsIn(reply.text);
      expect(shown.map(({ chat, containerId }) => [chat, containerId])).toStrictEqual([
        ['9czk', null],
        ['\u2068Lot 7\u2069, child of 9czk', 'place'],
        ['9czk', null],
        ['9czk', null],
      ]);
      expect(shown.map(({ diagnosis }) => diagnosis['state'])).toStrictEqual([
        'verified',
        'verified',
        'guest',
        'refused',
      ]);
      expect(shown[3]!.diagnosis['problem']).toMatchObject({ code: 'signature-wrong' });
      for (const secret of SECRETS) expect(reply.text).not.toContain(secret);
    });

    it.each([
      [
        'another secret',
        { ...DASHBOARDS.chatbro, secretKey: 'another-secret-of-the-tests' },
        'signature-wrong',
      ],
      ['another domain', { ...DASHBOARDS.chatbro, siteDomain: 'localhost' }, 'domain-wrong'],
      ['no ChatBro settings', undefined, 'not-configured'],
    ])('diagnoses %s in the dashboard', async (_, chatbro, code) => {
      const { embed, signatures } = await start({ sandbox: { chatbro } });
      const { text } = await embed({ encodedChatId: '9czk', ...signatures.sign({}) });
      expect(chatsIn(text)[0]!.diagnosis).toMatchObject({ state: 'refused', problem: { code } });
    });

    it('sends data that cannot end a script element', async () => {
      const { embed } = await start();
      const { text } = await embed({ encodedChatId: '</script><!--\u2028' });
      expect(text.slice(text.indexOf('[{"chat":'))).not.toMatch(/[<>&\u2028]/);
      expect(chatsIn(text)[0]!.chat).toBe('</script><!--\u2028');
    });

    it('finds the host of the page in the Referer', async () => {
      const { embed } = await start();
      const signature = md5(`shop.test:4321${CHATBRO.secretKey}`);
      const { text } = await embed({ encodedChatId: '9czk', siteDomain: 'example.com', signature }).set(
        'Referer',
        'http://shop.test:4321/page',
      );
      const problem = { text: expect.stringContaining('computed with the domain "shop.test:4321"') };
      expect(chatsIn(text)[0]!.diagnosis['problem']).toMatchObject(problem);
    });

    it.each(['', '?', '?e30', '?%7B%7D', '?e30='])('responds to embed.js%s with an error', async (query) => {
      const { http } = await start();
      const reply = await http().get(`/chat-sandbox/embed.js${query}`);
      expect(reply).toMatchObject({ status: 400, headers: JSON_REPLY });
      expect(reply.body).toStrictEqual({ error: expect.stringMatching(/^Expected /) });
    });
  });

  it('works below a global prefix, independently of API versions', async () => {
    const { http, post, identity } = await start({
      prefix: 'api',
      configure: (host) => host.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' }),
      sandbox: { imbachat: { ...DASHBOARDS.imbachat, usersInfoUrl: '/api/imbachat/api/v1/users/' } },
    });
    expect((await http().get(`/api${WIDGET}`)).status).toBe(200);
    expect((await post(`/api${SESSION}`, identity(1))).body.state).toBe('verified');
  });

  it('can be registered with a factory, at another path', async () => {
    const { http } = await start({
      module: ChatSandboxModule.forRootAsync({ useFactory: async () => DASHBOARDS, path: 'other-path' }),
    });
    expect((await http().get('/other-path/imbachat/v1/276/widget')).status).toBe(200);
    expect((await http().get(WIDGET)).status).toBe(404);
  });

  it('can be registered twice in one application', async () => {
    app = await startHost({
      adapter,
      imports: [
        ChatSandboxModule.forRoot({ chatbro: DASHBOARDS.chatbro, path: 'one' }),
        ChatSandboxModule.forRoot({
          chatbro: { ...DASHBOARDS.chatbro, siteDomain: 'other.example' },
          path: 'two',
        }),
      ],
    });
    const question = { embedChatsParameters: [{ encodedChatId: '9czk', siteDomain: 'other.example' }] };
    const query = Buffer.from(JSON.stringify(question)).toString('base64');
    const problemAt = async (path: string) => {
      const { text } = await request(app!.getHttpServer()).get(`/${path}/embed.js?${query}`);
      return chatsIn(text)[0]!.diagnosis['problem'];
    };
    expect(await problemAt('one')).toMatchObject({ code: 'domain-wrong' });
    expect(await problemAt('two')).toMatchObject({ code: 'signature-missing' });
  });

  it('applies the decorators to all of its controllers', async () => {
    const decorated: Type[] = [];
    const decorate = (controller: object) => void decorated.push(controller as Type);
    const module = ChatSandboxModule.forRoot({ ...DASHBOARDS, decorators: [decorate] });
    expect(decorated).toStrictEqual(module.controllers);
  });

  it.each([
    ['in production', ChatSandboxInProductionError, DASHBOARDS, 'production'],
    ['without a dashboard', InvalidOptionsError, {}, 'test'],
  ])('does not start %s', async (_, error, options, environment) => {
    vi.stubEnv('NODE_ENV', environment);
    for (const module of [
      ChatSandboxModule.forRoot(options),
      ChatSandboxModule.forRootAsync({ useFactory: () => options }),
    ]) {
      await expect(startHost({ adapter, imports: [module] })).rejects.toThrow(error);
    }
  });
});
