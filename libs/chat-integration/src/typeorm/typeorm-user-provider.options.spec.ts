import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ColumnPath, ColumnValue } from './column-path.js';
import { from } from './from.js';
import { typeOrmUserProvider, type TypeOrmUserProviderDefinition } from './typeorm-user-provider.factory.js';
import type { TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';

interface Team {
  title: string;
  captain: Member;
}

class Member {
  id!: number;
  name!: string;
  nickname?: string;
  seen!: Date | null;
  admin!: boolean;
  tags!: string[];
  profile!: { avatar: string | null; links: { home: string } };
  team!: Team | null;
  greet(): string {
    return `I am ${this.name}`;
  }
}

// The compiler is the judge here: what follows fails the type check, not the run.
describe('the types of the options', () => {
  it('know the paths of columns, by what they hold', () => {
    expectTypeOf<ColumnPath<Member, string | null | undefined>>().toEqualTypeOf<
      | 'name'
      | 'nickname'
      | 'profile.avatar'
      | 'profile.links.home'
      | 'team.title'
      | 'team.captain.name'
      | 'team.captain.nickname'
    >();
    expectTypeOf<ColumnPath<Member, Date | null>>().toEqualTypeOf<'seen' | 'team.captain.seen'>();
    expectTypeOf<ColumnPath<Member, number | string | bigint>>().toEqualTypeOf<
      'id' | 'name' | 'profile.links.home' | 'team.title' | 'team.captain.id' | 'team.captain.name'
    >();
    expectTypeOf<ColumnValue<Member, 'profile.avatar'>>().toEqualTypeOf<string | null>();
    expectTypeOf<ColumnValue<Member, 'team.captain.seen'>>().toEqualTypeOf<Date | null>();
  });

  it('give a computed field the values of its columns and no other', () => {
    const options: TypeOrmUserProviderOptions<Member> = {
      columns: {
        id: 'id',
        name: from(['name', 'nickname'], (values) => {
          expectTypeOf(values).toEqualTypeOf<{
            readonly name: string;
            readonly nickname: string | undefined;
          }>();
          return values.nickname ?? values.name;
        }),
        role: from(['admin'], ({ admin }) => (admin ? 'admin' : 'user')),
        avatarUrl: from(['profile.avatar'], (values) => values['profile.avatar']),
        moderation: from(['admin'], ({ admin }) => (admin ? ['ban', 'delete'] : null)),
      },
    };

    expect(options.columns.role).toHaveProperty('columns', ['admin']);
  });

  it('follow from the entity that is given', () => {
    const definition = typeOrmUserProvider(Member, {
      columns: {
        id: 'id',
        name: from(['name', 'nickname'], ({ name, nickname }) => nickname ?? name.trim()),
        role: from(['admin'], ({ admin }) => (admin ? 'admin' : 'user')),
      },
      searchBy: ['name'],
    });
    // @ts-expect-error a column that is not there
    typeOrmUserProvider(Member, { columns: { id: 'id', name: from(['naem'], () => 'x') } });

    expectTypeOf(definition).toEqualTypeOf<TypeOrmUserProviderDefinition<Member>>();
  });

  it('refuse what cannot be', () => {
    const refused: TypeOrmUserProviderOptions<Member>[] = [
      // @ts-expect-error an id of dates
      { columns: { id: 'seen', name: 'name' } },
      // @ts-expect-error a computed id, which could not be searched
      { columns: { id: from(['id'], ({ id }) => id), name: 'name' } },
      // @ts-expect-error a numbered id of dates
      { columns: { id: { numbered: 'seen' }, name: 'name' } },
      // @ts-expect-error no name
      { columns: { id: 'id' } },
      // @ts-expect-error a name that may be missing
      { columns: { id: 'id', name: 'nickname' } },
      // @ts-expect-error a column that is not there
      { columns: { id: 'id', name: 'naem' } },
      // @ts-expect-error a field that is not there
      { columns: { id: 'id', name: 'name', avatarURL: 'profile.avatar' } },
      // @ts-expect-error a method
      { columns: { id: 'id', name: 'greet' } },
      // @ts-expect-error a role that is not there
      { columns: { id: 'id', name: 'name', role: from(['admin'], () => 'owner') } },
      // @ts-expect-error a column that is not read
      { columns: { id: 'id', name: from(['name'], ({ nickname }) => nickname) } },
      // @ts-expect-error a search in dates
      { columns: { id: 'id', name: 'name' }, searchBy: ['seen'] },
    ];

    expect(refused).toHaveLength(11);
  });
});
