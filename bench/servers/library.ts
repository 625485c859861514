// The library, over an entity, with its defaults. With the word "cache": with the option userCache.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChatIntegrationModule, InvalidOptionsError } from 'nestjs-chat-integration';
import { from, typeOrmUserProvider } from 'nestjs-chat-integration/typeorm';
import { Member } from '../../src/members/member.entity.js';
import { IMBACHAT, SITE_URL } from '../site/site.js';
import { listen } from './listen.js';
import { skip } from './serve.js';

const isCached = process.argv[3] === 'cache';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      database: process.env['DATABASE_FILE']!,
      entities: [Member],
    }),
    ChatIntegrationModule.forRoot({
      imbachat: IMBACHAT,
      userProvider: typeOrmUserProvider(Member, {
        columns: {
          id: 'id',
          name: 'name',
          avatarUrl: from(['avatarPath'], ({ avatarPath }) => avatarPath && SITE_URL + avatarPath),
          profileUrl: from(['id'], ({ id }) => `${SITE_URL}/members/${id}`),
          lastLoginAt: 'lastLoginAt',
          badge: 'badge',
          role: 'role',
        },
      }),
      ...(isCached && { userCache: { ttlSeconds: 60, maxUsers: 20_000 } }),
    }),
  ],
})
class AppModule {}

try {
  await listen(AppModule);
} catch (error) {
  const isUnknown = error instanceof InvalidOptionsError && error.message.includes('userCache');
  if (!isUnknown) throw error;
  skip('this version of the library has no option userCache');
}
