import type { INestApplicationContext } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UserNumbers } from 'nestjs-chat-integration';
import {
  ChatUserNumber,
  CreateChatUserNumber1767225600000,
  typeOrmUserNumbers,
  typeOrmUserProvider,
} from 'nestjs-chat-integration/typeorm';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';

@Entity()
class Member {
  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  @Column({ type: 'varchar' })
  nick!: string;
}

const MEMBERS = [
  { id: '5f0c6d1e-7a55-4b0c-9f3e-2d1c8a6b4e91', nick: 'Ada' },
  { id: '5f0c6d1e-7a55-4b0c-9f3e-2d1c8a6b4e92', nick: 'Bob' },
];

export const users = {
  imports: [
    TypeOrmModule.forRoot({
      type: 'sqljs',
      entities: [Member, ChatUserNumber],
      migrations: [CreateChatUserNumber1767225600000],
      migrationsRun: true,
      synchronize: true,
    }),
  ],
  userProvider: typeOrmUserProvider(Member, { columns: { id: 'id', name: 'nick' }, searchBy: ['nick'] }),
  userNumbers: typeOrmUserNumbers(),
};

/** Returns the id of the first or second member. */
export const memberId = (number: string) => MEMBERS[Number(number) - 1]!.id;

/** Adds the members with the numbers 1 and 2. */
export async function addMembers(app: INestApplicationContext): Promise<void> {
  const dataSource = app.get(DataSource);
  await dataSource.getRepository(Member).save(MEMBERS);
  await dataSource
    .getRepository(ChatUserNumber)
    .save(MEMBERS.map(({ id }, index) => ({ number: index + 1, userId: id })));
  // A member without a number gets one.
  const dora = await dataSource.getRepository(Member).save({ id: 'dora', nick: 'Dora' });
  if (!(await app.get(UserNumbers).numbersOf([dora.id])).get(dora.id)) throw new Error('Dora has no number.');
}
