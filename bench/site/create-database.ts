import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { demoMember } from '../../src/members/demo-member.js';
import { Member } from '../../src/members/member.entity.js';

const BATCH = 1_000;

/** Creates an SQLite file that contains the demo members with the ids from 1 to `members`. */
export async function createDatabase(file: string, members: number): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions({ databaseUrl: undefined, sqliteFile: file }));
  await dataSource.initialize();
  try {
    for (let first = 1; first <= members; first += BATCH) {
      const length = Math.min(BATCH, members - first + 1);
      const batch = Array.from({ length }, (_, index) => ({
        ...demoMember(first + index),
        passwordHash: 'none',
      }));
      await dataSource.getRepository(Member).insert(batch);
    }
  } finally {
    await dataSource.destroy();
  }
}
