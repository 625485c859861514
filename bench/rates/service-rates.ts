// Measures the rates of tokens and signatures, compared with plain node:crypto and jose. Runs in a separate process.
import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SignJWT } from 'jose';
import {
  ChatBroSignatureService,
  ChatIntegrationModule,
  type ChatBroIdentity,
  type ChatUser,
  selfDelimitingId,
  TokenService,
  UserProvider,
} from 'nestjs-chat-integration';
import { demoMember } from '../../src/members/demo-member.js';
import { CHATBRO, IMBACHAT, SITE_URL } from '../site/site.js';
import { operationRates, type Operation } from './operation-rates.js';

@Injectable()
class EmptyUserProvider extends UserProvider {
  async findByIds(): Promise<ChatUser[]> {
    return [];
  }
}

@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      imbachat: IMBACHAT,
      chatbro: CHATBRO,
      userProvider: EmptyUserProvider,
    }),
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
await app.init();
const tokens = app.get(TokenService);
const signatures = app.get(ChatBroSignatureService);

const key = createSecretKey(Buffer.from(IMBACHAT.secretKey));
const cryptoKey = await crypto.subtle.importKey(
  'raw',
  Buffer.from(IMBACHAT.secretKey),
  { name: 'HMAC', hash: 'SHA-256' },
  false,
  ['sign'],
);
const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
const TTL_SECONDS = 25_200;
const expiry = (): number => Math.floor(Date.now() / 1000) + TTL_SECONDS;

function plainToken(userId: number): string {
  const payload = Buffer.from(JSON.stringify({ exp: expiry(), user_id: userId })).toString('base64url');
  const signed = `${HEADER}.${payload}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

function joseToken(userId: number): Promise<string> {
  return new SignJWT({ user_id: userId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setExpirationTime(expiry())
    .sign(cryptoKey);
}

function plainSignature(identity: ChatBroIdentity): string {
  const text =
    CHATBRO.siteDomain +
    (identity.siteUserExternalId ?? '') +
    (identity.siteUserFullName ?? '') +
    (identity.siteUserAvatarUrl ?? '') +
    (identity.siteUserProfileUrl ?? '') +
    (identity.siteUserFullNameColor ?? '') +
    (identity.permissions?.join('') ?? '') +
    CHATBRO.secretKey;
  return createHash('md5').update(text).digest('hex');
}

function userOf(id: number): ChatUser {
  const { name, avatarPath } = demoMember(id);
  return {
    id,
    name,
    avatarUrl: avatarPath && SITE_URL + avatarPath,
    profileUrl: `${SITE_URL}/members/${id}`,
  };
}

// The members with smaller ids have unusual names, some of which cannot be signed.
const users = Array.from({ length: 1_000 }, (_, index) => userOf(index + 31));
const identities = users.map(({ id, name, avatarUrl, profileUrl }): ChatBroIdentity => ({
  siteUserExternalId: selfDelimitingId(id),
  siteUserFullName: name,
  ...(avatarUrl && { siteUserAvatarUrl: avatarUrl }),
  ...(profileUrl && { siteUserProfileUrl: profileUrl }),
}));

for (const [index, user] of users.entries()) {
  const identity = identities[index]!;
  const expected = plainSignature(identity);
  for (const { signature } of [signatures.sign(identity), signatures.signUser(user)]) {
    if (signature !== expected) throw new Error(`Expected equal signatures of user ${user.id}.`);
  }
  for (const token of [plainToken(user.id), await joseToken(user.id)]) {
    if (tokens.verify(token).userId !== user.id)
      throw new Error(`Expected a valid token of user ${user.id}.`);
  }
}

let next = 0;
const user = (): ChatUser => users[next++ % users.length]!;
const identity = (): ChatBroIdentity => identities[next++ % identities.length]!;

const OPERATIONS: readonly Operation[] = [
  { name: 'TokenService.issue', repeat: (times) => repeat(times, () => tokens.issue(user().id)) },
  { name: 'plain createHmac', repeat: (times) => repeat(times, () => plainToken(user().id)) },
  {
    name: 'jose SignJWT',
    repeat: async (times) => {
      for (let count = 0; count < times; count++) await joseToken(user().id);
    },
  },
  {
    name: 'ChatBroSignatureService.sign',
    repeat: (times) => repeat(times, () => signatures.sign(identity())),
  },
  {
    name: 'ChatBroSignatureService.signUser',
    repeat: (times) => repeat(times, () => signatures.signUser(user())),
  },
  { name: "plain createHash('md5')", repeat: (times) => repeat(times, () => plainSignature(identity())) },
];

function repeat(times: number, act: () => unknown): void {
  for (let count = 0; count < times; count++) act();
}

process.send?.(await operationRates(OPERATIONS));
await app.close();
process.disconnect?.();
