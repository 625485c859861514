import type { Repository } from 'typeorm';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ChatIntegrationModuleExtras, ProviderOption } from '../chat-integration.options.js';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import type { UserProvider } from '../users/user-provider.js';
import type { ColumnPath, ColumnValue } from './column-path.js';
import { from } from './from.js';
import { typeOrmUserProvider } from './typeorm-user-provider.factory.js';
import type { TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';
import { TypeOrmUserProvider } from './typeorm-user-provider.js';

interface Team {
  title: string;
  captain: Member;
}

class Customer {
  id!: string;
  name!: string;
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

// The compiler checks most of this: it fails the type check, not the run.
describe('the types of the options', () => {
  it('know the paths of columns by the type of their value', () => {
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

  it('give a computed field the values of its columns only', () => {
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

  it('are inferred from the entity', () => {
    const definition = typeOrmUserProvider(Member, {
      columns: {
        id: 'id',
        name: from(['name', 'nickname'], ({ name, nickname }) => nickname ?? name.trim()),
        role: from(['admin'], ({ admin }) => (admin ? 'admin' : 'user')),
      },
      searchBy: ['name'],
    });
    // @ts-expect-error an unknown column
    typeOrmUserProvider(Member, { columns: { id: 'id', name: from(['naem'], () => 'x') } });

    expectTypeOf(definition).toEqualTypeOf<ProviderOption<TypeOrmUserProvider<Member, UserId>>>();
    const customers = typeOrmUserProvider(Customer, { columns: { id: 'id', name: 'name' } });
    const options: ChatIntegrationModuleExtras['userProvider'][] = [definition, customers];
    expect(options).toHaveLength(2);
  });

  it('let a class declare the type of its ids', () => {
    class Customers extends TypeOrmUserProvider<Customer, string> {
      constructor(private readonly customers: Repository<Customer>) {
        super(customers, { columns: { id: 'id', name: 'name' } });
      }

      override async authenticate(login: string): Promise<ChatUser<string> | null> {
        const customer = await this.customers.findOneBy({ name: login });
        const [user] = customer ? await this.findByIds([customer.id]) : [];
        return user ?? null;
      }
    }

    expectTypeOf<Customers>().toExtend<UserProvider<string>>();
    expectTypeOf<Parameters<Customers['findByIds']>>().toEqualTypeOf<[readonly string[]]>();
    expectTypeOf<Parameters<TypeOrmUserProvider<Member>['findByIds']>>().toEqualTypeOf<[readonly number[]]>();
  });

  it('refuse columns of the wrong type', () => {
    const refused: TypeOrmUserProviderOptions<Member>[] = [
      // @ts-expect-error an id of dates
      { columns: { id: 'seen', name: 'name' } },
      // @ts-expect-error a computed id, which could not be searched
      { columns: { id: from(['id'], ({ id }) => id), name: 'name' } },
      // @ts-expect-error no name
      { columns: { id: 'id' } },
      // @ts-expect-error a name that can be missing
      { columns: { id: 'id', name: 'nickname' } },
      // @ts-expect-error an unknown column
      { columns: { id: 'id', name: 'naem' } },
      // @ts-expect-error an unknown field
      { columns: { id: 'id', name: 'name', avatarURL: 'profile.avatar' } },
      // @ts-expect-error a method
      { columns: { id: 'id', name: 'greet' } },
      // @ts-expect-error an unknown role
      { columns: { id: 'id', name: 'name', role: from(['admin'], () => 'owner') } },
      // @ts-expect-error a column that is not read
      { columns: { id: 'id', name: from(['name'], ({ nickname }) => nickname) } },
      // @ts-expect-error a search in dates
      { columns: { id: 'id', name: 'name' }, searchBy: ['seen'] },
    ];

    expect(refused).toHaveLength(10);
  });
});
