import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoConfig } from '../../src/config/demo-config.js';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { demoMember } from '../../src/members/demo-member.js';
import { Member } from '../../src/members/member.entity.js';
import { MemberSeeder } from '../../src/members/member-seeder.service.js';
import { DEMO_TOPICS } from '../../src/topics/demo-topics.js';
import { Topic } from '../../src/topics/topic.entity.js';
import { TopicSeeder } from '../../src/topics/topic-seeder.service.js';
import { databases, type TestDatabase, urlOf } from '../support/databases.js';
import { demoConfig, guest, signedIn, startDemo } from './demo-host.js';

describe.each(databases)('the demo on $name', ({ available, create }) => {
  describe.skipIf(!available)('members', () => {
    let database: TestDatabase;
    let config: Pick<DemoConfig, 'databaseUrl' | 'sqliteFile'>;
    beforeEach(async () => {
      database = await create();
      config = demoConfig({ databaseUrl: urlOf(database.options) });
    });
    afterEach(() => database.drop());

    it('are created with unchanged names', async () => {
      const app = await startDemo('express', { ...config, members: 60 });
      try {
        const members = await app
          .get<DataSource>(getDataSourceToken())
          .getRepository(Member)
          .find({ order: { id: 'ASC' } });
        const expected = Array.from({ length: 60 }, (_, index) => demoMember(index + 1));
        expect(members).toEqual(expected);
        const ada = await signedIn(app, 'ada');
        await ada.get('/imbachat/jwt').expect(200);
        await guest(app).get('/members?page=3').expect(200);
        // The databases compare strings differently, and PostgreSQL rejects NUL.
        for (const login of ['ada\0', 'adá', 'аda', 'a%']) {
          await guest(app).post('/login').send({ login, password: 'demo' }).expect(401);
        }
        await guest(app).get('/health').expect(200);
      } finally {
        await app.close();
      }
    });

    it('are created if missing and never removed', async () => {
      const app = await startDemo('express', { ...config, members: 30 });
      try {
        const seeder = app.get(MemberSeeder);
        const repository = app.get<DataSource>(getDataSourceToken()).getRepository(Member);
        expect(await seeder.seed(30)).toBe(0);

        await repository.delete([7, 8]);
        await repository.update(9, { name: 'Renamed' });
        expect(await seeder.seed(30)).toBe(2);
        expect(await repository.countBy({})).toBe(30);
        expect((await repository.findOneByOrFail({ id: 9 })).name).toBe('Renamed');

        expect(await seeder.seed(2100)).toBe(2070);
        expect(await seeder.seed(10)).toBe(0);
        expect(await repository.countBy({})).toBe(2100);
      } finally {
        await app.close();
      }
    });

    it('are created once by instances that start at the same time', async () => {
      const app = await startDemo('express', { ...config, members: 1 });
      try {
        const seeder = app.get(MemberSeeder);
        await Promise.all([seeder.seed(500), seeder.seed(500), seeder.seed(500)]);
        expect(await app.get<DataSource>(getDataSourceToken()).getRepository(Member).countBy({})).toBe(500);
      } finally {
        await app.close();
      }
    });

    it('have topics, which are created if missing and never changed', async () => {
      const app = await startDemo('express', { ...config, members: 1 });
      try {
        const topics = app.get<DataSource>(getDataSourceToken()).getRepository(Topic);
        const all = () => topics.find({ order: { id: 'ASC' } });
        expect(await all()).toEqual(DEMO_TOPICS);

        await topics.delete(3);
        await topics.update(5, { title: 'Renamed' });
        const seeder = app.get(TopicSeeder);
        await Promise.all([seeder.onApplicationBootstrap(), seeder.onApplicationBootstrap()]);
        const titles = DEMO_TOPICS.map(({ id, title }) => (id === 5 ? 'Renamed' : title));
        expect((await all()).map(({ title }) => title)).toEqual(titles);
      } finally {
        await app.close();
      }
    });

    it('have migrations that match the entities and can be reverted', async () => {
      const dataSource = await new DataSource(dataSourceOptions(config)).initialize();
      try {
        const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
        expect(upQueries.map(({ query }) => query)).toEqual([]);
        await dataSource.undoLastMigration();
        await expect(dataSource.getRepository(Topic).countBy({})).rejects.toThrow(/topics/);
        await dataSource.undoLastMigration();
        await expect(dataSource.getRepository(Member).countBy({})).rejects.toThrow(/members/);
      } finally {
        await dataSource.destroy();
      }
    });
  });
});
