import type { INestApplication } from '@nestjs/common';
import { ChatSandboxFaults, ChatSandboxModule, type SandboxFault } from 'nestjs-chat-devtools';
import {
  ChatBroChats,
  ChatBroSignatureService,
  ChatHasChildrenError,
  ChatIntegrationModule,
  ImbaChatMessages,
  ImbaChatSupport,
  type ChatBroAccountOptions,
  type ChatBroChatStore,
  TokenService,
} from 'nestjs-chat-integration';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { CHATBRO, DASHBOARDS, EverybodyUserProvider, IMBACHAT } from '../support/fixtures.js';
import { type Adapter, ADAPTERS, startHost } from '../support/host.js';
import { listen } from './sandbox-host.js';

const ACCOUNT = { id: 'account-7', secret: 'the-secret-of-the-account', platform: 42 };
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface SiteOptions {
  account?: Partial<ChatBroAccountOptions>;
  chats?: ChatBroChatStore;
  prefix?: string;
}

async function site(
  adapter: Adapter,
  { account, chats, prefix }: SiteOptions = {},
): Promise<INestApplication> {
  const baseUrl = `${prefix ? `/${prefix}` : ''}/chat-sandbox`;
  const app = await startHost({
    adapter,
    ...(prefix && { prefix }),
    imports: [
      ChatIntegrationModule.forRoot({
        imbachat: { ...IMBACHAT, baseUrl },
        chatbro: { ...CHATBRO, baseUrl, account: { ...ACCOUNT, ...account }, chats },
        userProvider: EverybodyUserProvider,
        vendorTimeoutMs: 500,
      }),
      ChatSandboxModule.forRoot({
        imbachat: { ...DASHBOARDS.imbachat, supportUserNumber: 8 },
        chatbro: { ...DASHBOARDS.chatbro, account: ACCOUNT },
      }),
    ],
  });
  cleanups.push(() => app.close());
  await listen(app);
  return app;
}

/** Returns what the panel of a chat shows, as the script of the page has it. */
async function diagnosisOf(app: INestApplication, chat: object): Promise<string> {
  const embed = JSON.stringify({ embedChatsParameters: [chat] });
  const query = Buffer.from(embed).toString('base64');
  return (await request(app.getHttpServer()).get(`/chat-sandbox/embed.js?${query}`).expect(200)).text;
}

describe.each(ADAPTERS)("the vendors' APIs of the sandbox on %s", (adapter) => {
  it('create, list and delete chats', async () => {
    const chats = (await site(adapter)).get(ChatBroChats);
    const created = await chats.create();
    const [listed] = await chats.list();
    expect([listed!.id, listed!.secretKey]).toEqual([created.id, created.secretKey]);
    await chats.delete(created.id);
    expect(await chats.list()).toEqual([]);
  });

  it('work below a global prefix', async () => {
    const app = await site(adapter, { prefix: 'api' });
    expect(await app.get(ChatBroChats).list()).toEqual([]);
    expect(await app.get(ImbaChatSupport).userNumber()).toBe(8);
  });

  it('verify a created chat by its own secret, and know its child chats', async () => {
    const app = await site(adapter);
    const { id, secretKey } = await app.get(ChatBroChats).create();
    const signatures = app.get(ChatBroSignatureService);
    const user = { id: 1, name: 'Ada' };
    const signed = signatures.signUser(user, { secretKey });
    expect(await diagnosisOf(app, { encodedChatId: id, ...signed })).toContain('"verified"');
    expect(await diagnosisOf(app, { encodedChatId: id, ...signatures.signUser(user) })).toContain(
      '"refused"',
    );

    await diagnosisOf(app, { parentEncodedChatId: id, chatTitle: 'Child', ...signed });
    const chats = app.get(ChatBroChats);
    await expect(chats.delete(id)).rejects.toThrow(ChatHasChildrenError);
    await chats.delete(id, { force: true });
  });

  it.each([{ id: 'other' }, { secret: 'another-secret' }, { platform: 1 }])(
    'refuse the account %j',
    async (account) => {
      const chats = (await site(adapter, { account })).get(ChatBroChats);
      await expect(chats.list()).rejects.toMatchObject({ code: 'ERR_CHAT_VENDOR_CREDENTIALS' });
    },
  );

  it('show a message that the server sent in the panel', async () => {
    const app = await site(adapter);
    const text = 'Привет </script> 🦉';
    const sent = await app.get(ImbaChatMessages).send({ from: 5, roomId: 12, text });
    expect(sent.id).toBe(1);
    const session = (identity: object) =>
      request(app.getHttpServer()).post('/chat-sandbox/imbachat/v1/276/session').send(identity);
    const { body } = await session({ user_id: 1, token: app.get(TokenService).issue(1) }).expect(200);
    expect(body.facts).toContainEqual({ label: 'Message from user 5 in room 12', text });
    expect(JSON.stringify((await session({})).body)).not.toContain('Привет');
  });

  it('name a missing parameter, and refuse a wrong secret', async () => {
    const app = await site(adapter);
    await expect(app.get(ImbaChatMessages).request('send_msg', { user_id: 1 })).rejects.toThrow('room_id');
    await request(app.getHttpServer())
      .post('/chat-sandbox/imbachat/v2/276/send_msg')
      .field('user_id', '1')
      .expect(401);
    await request(app.getHttpServer())
      .post('/chat-sandbox/imbachat/v2/277/send_msg')
      .field('a', '1')
      .expect(404);
    await request(app.getHttpServer())
      .post('/chat-sandbox/imbachat/v1/276/get_user_support')
      .type('form')
      .send({ secret: 'x' })
      .expect(403);
  });

  it('find the support user', async () => {
    expect(await (await site(adapter)).get(ImbaChatSupport).userNumber()).toBe(8);
  });

  it.each<[call: string, fault: SandboxFault, code: string]>([
    ['chats/get-all/', 1099, 'ERR_CHAT_VENDOR_REFUSED'],
    ['tokens/authorization/', 1005, 'ERR_CHAT_VENDOR_CREDENTIALS'],
    ['chats/get-all/', 'hang', 'ERR_CHAT_VENDOR_TIMEOUT'],
    ['chats/get-all/', 'close', 'ERR_CHAT_VENDOR_UNREACHABLE'],
    ['chats/get-all/', 'garbage', 'ERR_CHAT_VENDOR_RESPONSE'],
  ])('fail on demand once: %s %s', async (call, fault, code) => {
    const app = await site(adapter);
    app.get(ChatSandboxFaults, { strict: false }).plan(call, fault);
    const chats = app.get(ChatBroChats);
    await expect(chats.list()).rejects.toMatchObject({ code });
    expect(await chats.list()).toEqual([]);
  });

  it('recover from a planned rejected access token', async () => {
    const app = await site(adapter);
    const chats = app.get(ChatBroChats);
    await chats.list();
    app.get(ChatSandboxFaults, { strict: false }).plan('chats/create/', 1003);
    expect((await chats.create()).id).toMatch(/^sandbox/);
  });

  it('fail on demand by a request', async () => {
    const app = await site(adapter);
    const plan = (fields: object) =>
      request(app.getHttpServer()).post('/chat-sandbox/faults').type('form').send(fields);
    await plan({ call: 'send_msg', fault: '422' }).expect(200);
    const messages = app.get(ImbaChatMessages);
    const hello = { from: 1, roomId: 2, text: 'Hello' };
    await expect(messages.send(hello)).rejects.toMatchObject({ code: 'ERR_CHAT_IMBACHAT_PARAMETER' });
    await messages.send(hello);
    for (const fields of [
      {},
      { call: 'x', fault: 'hang' },
      { call: 'send_msg', fault: 'explode' },
      { call: 'send_msg', fault: '5' },
    ]) {
      await plan(fields).expect(400);
    }
  });
});
