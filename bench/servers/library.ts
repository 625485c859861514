// The library with default options and a TypeORM entity. With the argument "cache", a user cache for all members.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { from, typeOrmUserProvider } from 'nestjs-chat-integration/typeorm';
import { Member } from '../../src/members/member.entity.js';
import { IMBACHAT, SITE_URL } from '../site/site.js';
import { listen } from './listen.js';

const isCached = process.argv[3] === 'cache';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      database: process.env['DATABASE_FILE']!,
      entities: [Member],
    }),
    ChatIntegrationModule.forRoot({
      // The TTL exceeds the duration of the benchmark.
      imbachat: { ...IMBACHAT, ...(isCached && { userCache: { ttlSeconds: 3_600, maxUsers: 20_000 } }) },
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
    }),
  ],
})
class AppModule {}

await listen(AppModule);
