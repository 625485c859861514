import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { UserProvider } from 'nestjs-chat-integration';
import { userProviderContract } from 'nestjs-chat-integration/testing';
import { TypeOrmUserProvider } from 'nestjs-chat-integration/typeorm';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo } from '../demo/demo-host.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { Member, Team, Uuided } from '../typeorm/entities.js';

const ADA = randomUUID();
const BOB = randomUUID();

describe.each(databases)('the contract of a UserProvider on $name', ({ available, create }) => {
  describe.skipIf(!available)('TypeOrmUserProvider', () => {
    let database: TestDatabase;
    let dataSource: DataSource;

    beforeAll(async () => {
      database = await create();
      const entities = [Member, Team, Uuided];
      dataSource = await new DataSource({ ...database.options, entities, synchronize: true }).initialize();
      const row = {
        passwordHash: 'secret',
        lastSeenAt: new Date('2026-01-02T03:04:05Z'),
        isModerator: false,
        permissions: { send_files: false },
        profile: { avatar: 'https://example.com/owl.png', colour: '#c0ffee' },
      };
      await dataSource.getRepository(Member).insert([
        { ...row, id: '1', displayName: 'Ada Lovelace', slug: 'ada@example.com' },
        { ...row, id: '20', displayName: 'Bob', slug: 'bob@example.com' },
        { ...row, id: '999999999', displayName: 'Adam', slug: 'adam@example.com' },
        { ...row, id: '3', displayName: 'Madame Gone', slug: 'gone@example.com', deletedAt: new Date() },
      ]);
      await dataSource.getRepository(Uuided).insert([
        { id: ADA, name: 'Ada Lovelace' },
        { id: BOB, name: 'Madame Bob' },
      ]);
    });

    afterAll(async () => {
      await dataSource?.destroy();
      await database?.drop();
    });

    const contract = userProviderContract({
      create: () =>
        new TypeOrmUserProvider(dataSource.getRepository(Member), {
          columns: {
            id: 'id',
            name: 'displayName',
            avatarUrl: 'profile.avatar',
            lastLoginAt: 'lastSeenAt',
            email: 'slug',
            nameColor: 'profile.colour',
            permissions: 'permissions',
          },
          searchBy: ['displayName'],
        }),
      knownIds: [1, 20, 999_999_999],
      unknownId: 3,
      search: { query: 'ada', finds: [1, 999_999_999], email: 'ada@example.com' },
    });

    it.each(contract)('$name', async ({ run }) => {
      await expect(run()).resolves.toBeUndefined();
    });

    const contractForUuids = userProviderContract({
      create: () =>
        new TypeOrmUserProvider<Uuided, string>(dataSource.getRepository(Uuided), {
          columns: { id: 'id', name: 'name' },
          searchBy: ['name'],
        }),
      knownIds: [ADA, BOB],
      unknownId: randomUUID(),
      search: { query: 'ada', finds: [ADA, BOB], email: null },
    });

    it.each(contractForUuids)('with UUIDs: $name', async ({ run }) => {
      await expect(run()).resolves.toBeUndefined();
    });
  });
});

describe('the contract of a UserProvider, in the demo', () => {
  let app: INestApplication;
  beforeAll(async () => {
    app = await startDemo('express');
  });
  afterAll(() => app.close());

  const contract = userProviderContract({
    create: () => app.get(UserProvider, { strict: false }),
    knownIds: [1, 2, 60],
    unknownId: 61,
    search: { query: 'an', finds: [5, 56], email: 'member5@community.example' },
    authenticate: { login: 'ada', password: 'demo', userId: 1 },
  });

  it.each(contract)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
