import type { INestApplication } from '@nestjs/common';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatIntegrationModule, TokenService } from 'nestjs-chat-integration';
import { selfDelimitingId, signIdentity, signToken, verifyToken } from 'nestjs-chat-integration/protocol';
import { CHATBRO, IMBACHAT, SmallSiteUserProvider } from './support/fixtures.js';
import { ADAPTERS, startHost } from './support/host.js';

const secretKey = IMBACHAT.secretKey as string;

describe.each(ADAPTERS)('a worker without Nest and a host on %s', (adapter) => {
  let app: INestApplication;

  beforeAll(async () => {
    app = await startHost({
      adapter,
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: IMBACHAT,
          chatbro: CHATBRO,
          userProvider: SmallSiteUserProvider,
          visitorResolver: () => 12,
          endpoints: { widgets: 'chat/widgets' },
        }),
      ],
    });
  });
  afterAll(() => app.close());

  it('the host verifies tokens of the worker', () => {
    const now = Date.now();
    const token = signToken(12, { secretKey, ttlSeconds: 60, now });
    expect(app.get(TokenService).verify(token)).toEqual({
      userId: 12,
      expiresAt: new Date(Math.floor(now / 1000) * 1000 + 60_000),
    });
  });

  it('the worker verifies tokens of the host with one of several keys', async () => {
    const { text } = await request(app.getHttpServer()).get('/imbachat/jwt').expect(200);
    expect(verifyToken(text, { secretKey: ['another-key-of-at-least-16-bytes', secretKey] }).userId).toBe(12);
    expect(() => verifyToken(text, { secretKey: 'another-key-of-at-least-16-bytes' })).toThrow(
      expect.objectContaining({ code: 'ERR_CHAT_TOKEN_INVALID' }),
    );
  });

  it('the worker and the host sign the same identity', async () => {
    const { body } = await request(app.getHttpServer()).get('/chat/widgets').expect(200);
    const identity = { siteUserExternalId: selfDelimitingId(12), siteUserFullName: 'Иван Петров' };
    const { siteDomain, secretKey: chatBroKey } = CHATBRO;
    expect(body.chatbro.params).toEqual({
      encodedChatId: CHATBRO.chatId,
      ...signIdentity(identity, { siteDomain, secretKey: chatBroKey }),
    });
  });
});
