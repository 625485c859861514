import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type INestApplication, Module, type Type } from '@nestjs/common';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataSource } from 'typeorm';
import { ChatIntegrationModule, ChatWidgetsService, TokenService } from 'nestjs-chat-integration';
import { demoConfig } from '../demo/demo-host.js';
import { createApp } from '../../src/create-app.js';
import { CHATBRO, IMBACHAT } from '../support/fixtures.js';
import { basic, startHost } from '../support/host.js';
import { layOut, snippetsOf, typeErrors } from './snippets.js';

const snippets = snippetsOf('README.md');

describe('the TypeScript of the README', () => {
  let files: Map<string, string>;
  const load = async (name: string) =>
    (await import(/* @vite-ignore */ files.get(name)!)) as Record<string, Type>;

  beforeAll(() => {
    files = layOut(snippets, 'readme');
  });

  it('compiles', () => {
    expect(typeErrors(files.values())).toEqual([]);
  });

  it('serves the members of an entity', async () => {
    vi.stubEnv('IMBACHAT_WIDGET_ID', '276');
    vi.stubEnv('IMBACHAT_API_LOGIN', 'chat');
    vi.stubEnv('IMBACHAT_API_PASSWORD', 'a password');
    vi.stubEnv('IMBACHAT_SECRET_KEY', IMBACHAT.secretKey as string);
    vi.stubEnv('CHATBRO_CHAT_ID', CHATBRO.chatId);
    vi.stubEnv('CHATBRO_SITE_DOMAIN', CHATBRO.siteDomain);
    vi.stubEnv('CHATBRO_SECRET_KEY', CHATBRO.secretKey);
    const { AppModule } = await load('app.module.ts');
    const app = await startHost({ adapter: 'express', imports: [AppModule!] });
    await app.get(DataSource).query(`INSERT INTO member (id, displayName) VALUES (7, 'Ann')`);
    const ask = (path: string) =>
      request(app.getHttpServer()).get(path).set('Authorization', basic('chat', 'a password'));
    expect((await ask('/imbachat/api/v1/users/7')).body).toEqual([
      { user_id: 7, name: 'Ann', avatar_url: false, profile_url: 'https://example.com/members/7' },
    ]);
    expect((await ask('/imbachat/api/v1/search/nn')).body.data).toEqual([{ user_id: 7, name: 'Ann' }]);
    expect(Object.keys((await ask('/chat/widgets')).body)).toEqual(['imbachat', 'chatbro']);
    await app.close();
    vi.unstubAllEnvs();
  });

  it('serves the members of a provider written by hand', async () => {
    const { ChatModule } = await load('chat.module.ts');
    const app = await startHost({ adapter: 'fastify', imports: [ChatModule!] });
    const { body } = await request(app.getHttpServer())
      .get('/imbachat/api/v1/users/7')
      .set('Authorization', basic('chat', 'a password'));
    expect(body).toEqual([{ user_id: 7, name: 'Member 7', avatar_url: false, lastlogin: 7 }]);
    await app.close();
  });

  it('issues tokens and signs identities in a controller of the host', async () => {
    const [{ ChatController }, { SessionVisitorResolver }] = [
      await load('chat.controller.ts'),
      await load('session.visitor-resolver.ts'),
    ];
    @Module({
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: IMBACHAT,
          chatbro: CHATBRO,
          userProvider: { useFactory: () => ({ findByIds: async () => [] }) },
          visitorResolver: SessionVisitorResolver as Type<never>,
        }),
      ],
      controllers: [ChatController!],
    })
    class HostModule {}
    const app = await startHost({
      adapter: 'express',
      imports: [HostModule],
      configure: (host) =>
        host.use((req: Record<string, unknown>, _res: unknown, next: () => void) => {
          Object.assign(req, { user: { id: 42, name: 'Ann' }, session: { memberId: 43 } });
          next();
        }),
    });
    const { body, headers } = await request(app.getHttpServer()).get('/my-chat');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(app.get(TokenService).verify(body.imbachat.token).userId).toBe(42);
    expect(body.chatbro.siteUserExternalId).toBe('042');
    const token = await request(app.getHttpServer()).get('/imbachat/jwt');
    expect(app.get(TokenService).verify(token.text).userId).toBe(43);
    await app.close();
  });

  it('puts the widgets into pages, under a policy', async () => {
    const [{ PagesController }, { TopicsController }, { chatPolicy }] = [
      await load('pages.controller.ts'),
      await load('topics.controller.ts'),
      (await import(/* @vite-ignore */ files.get('content-security-policy.ts')!)) as {
        chatPolicy: (chat: ChatWidgetsService) => (...args: unknown[]) => void;
      },
    ];
    @Module({
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: IMBACHAT,
          chatbro: CHATBRO,
          userProvider: { useFactory: () => ({ findByIds: async () => [] }) },
        }),
      ],
      controllers: [PagesController!, TopicsController!],
    })
    class HostModule {}
    const app = await startHost({
      adapter: 'express',
      imports: [HostModule],
      configure: (host) => host.use(chatPolicy(host.get(ChatWidgetsService, { strict: false }))),
    });
    const { text, headers } = await request(app.getHttpServer()).get('/pages');
    const [, nonce] = /'nonce-([^']+)'/.exec(headers['content-security-policy']!)!;
    expect(text.match(/<script[^>]*>/g)).toHaveLength(3);
    expect(text.match(/<script[^>]*>/g)!.every((tag) => tag.includes(`nonce="${nonce}"`))).toBe(true);
    expect(headers['content-security-policy']).toContain('connect-src');
    expect(headers['cache-control']).toBe('private, no-store');
    const topic = await request(app.getHttpServer()).get('/topics/7');
    expect(topic.text).toContain('"chatTitle":"Topic 7","extId":"7","isStatic":true');
    await app.close();
  });

  it('runs against the sandbox', async () => {
    const { DevelopmentChatModule } = await load('development-chat.module.ts');
    const app = await startHost({ adapter: 'fastify', imports: [DevelopmentChatModule!] });
    const { text, headers } = await request(app.getHttpServer()).get('/chat-sandbox/imbachat/v1/276/widget');
    expect(headers['content-type']).toContain('javascript');
    expect(text).toContain('ImbaChat');
    await app.close();
  });
});

describe('the curl lines of the README', () => {
  let app: INestApplication;
  let folder: string;
  const lines = snippets
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.split('\n'))
    .filter((line) => line.startsWith('curl '));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'readme-'));
    app = await createApp(demoConfig(), { logger: false });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const run = async (line: string) => {
    const command = line
      .replace('http://localhost:3000', await app.getUrl())
      .replaceAll('/tmp/', `${folder}/`)
      .replace(/^curl /, 'curl --silent --show-error --fail ');
    return (await promisify(execFile)('sh', ['-c', command])).stdout;
  };

  it('there are some, and each is answered by the demo', async () => {
    const answers: string[] = [];
    for (const line of lines) answers.push(await run(line));
    const [version, users, search, login, , token, widgets] = answers;
    expect(JSON.parse(version!)).toMatchObject({ version: 1 });
    expect((JSON.parse(users!) as { user_id: number }[]).map(({ user_id }) => user_id)).toEqual([1, 2, 3]);
    expect(JSON.parse(search!)).toMatchObject({ code: 200, data: [{ user_id: 1 }] });
    expect(JSON.parse(login!)).toMatchObject({ user_id: 1 });
    expect(app.get(TokenService, { strict: false }).verify(token!).userId).toBe(1);
    expect(JSON.parse(widgets!)).toMatchObject({
      imbachat: { options: { user_id: 1 } },
      chatbro: { params: { siteUserExternalId: '1' } },
    });
  });
});
