import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from './nest-add.options.js';
import { parseSource } from './source-text.js';
import { chooseColumns, entitiesOf, hasNumericIds } from './user-entity.js';

function entities(text: string) {
  return entitiesOf(
    parseSource(
      '/src/user.entity.ts',
      `import { Column, Entity, JoinColumn, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';\n${text}`,
    ),
  );
}

const only = (members: string) => entities(`@Entity() export class User {\n${members}\n}`)[0]!;

describe('entitiesOf', () => {
  it('returns the exported entities and the names of the exports', () => {
    const found = entities(
      '@Entity("a") export class A {}\n@Entity() export default class B {}\n@Entity() class C {}\nexport class D {}',
    );
    expect(found.map(({ name, exported }) => [name, exported])).toEqual([
      ['A', 'A'],
      ['B', 'default'],
    ]);
  });

  it("recognizes TypeORM's decorators by their import", () => {
    const other = parseSource('/a.ts', `import { Entity } from './other.js';\n@Entity() export class A {}`);
    const renamed = parseSource('/a.ts', `import { Entity as E } from 'typeorm';\n@E() export class A {}`);
    expect([entitiesOf(other).length, entitiesOf(renamed).length]).toEqual([0, 1]);
  });
});

describe('chooseColumns', () => {
  it('chooses the primary column, the first name column without null, the picture and the last visit', () => {
    const entity = only(`
      @PrimaryGeneratedColumn() no!: number;
      @Column({ nullable: true }) displayName!: string | null;
      @Column() name?: string;
      @Column() email!: string;
      @Column() username!: string;
      @Column() avatarUrl?: string | null;
      @Column() lastSeenAt!: Date | null;
      @JoinColumn() login!: string;
      nick!: string;
    `);
    expect(chooseColumns(entity, {})).toEqual({
      id: 'no',
      name: 'username',
      avatarUrl: 'avatarUrl',
      lastLoginAt: 'lastSeenAt',
    });
  });

  it('leaves out columns of another type', () => {
    const entity = only(
      '@PrimaryColumn() id!: number; @Column() name!: string; @Column() avatarUrl!: Buffer; @Column() lastLogin!: number;',
    );
    expect(chooseColumns(entity, {})).toEqual({ id: 'id', name: 'name' });
  });

  it('uses the columns of the options unchecked', () => {
    const options = {
      idColumn: 'number',
      nameColumn: 'profile.title',
      avatarUrlColumn: 'a',
      lastLoginAtColumn: 'b',
    };
    expect(chooseColumns(only('@PrimaryGeneratedColumn("uuid") id!: string;'), options)).toEqual({
      id: 'number',
      name: 'profile.title',
      avatarUrl: 'a',
      lastLoginAt: 'b',
    });
  });

  it.each([
    [
      'a key of two columns',
      '@PrimaryColumn() a!: number; @PrimaryColumn() b!: number;',
      /found 2.*--id-column/,
    ],
    ['an inherited key', '@Column() name!: string;', /found 0.*--id-column/],
    [
      'no name',
      '@PrimaryColumn() id!: number; @Column() email!: string;',
      /found only id, email.*--name-column/,
    ],
  ])('refuses %s and says how to fix it', (_, members, message) => {
    expect(() => chooseColumns(only(members), {})).toThrow(InvalidOptionError);
    expect(() => chooseColumns(only(members), {})).toThrow(message);
  });
});

describe('hasNumericIds', () => {
  it.each([
    ['@PrimaryGeneratedColumn() id!: number;', true],
    ["@PrimaryColumn({ type: 'bigint' }) id!: string;", true],
    ["@PrimaryGeneratedColumn('uuid') id!: string;", false],
    ["@PrimaryColumn({ type: 'uuid' }) id!: Uuid;", false],
    ['@PrimaryColumn() id!: string;', false],
    ['@Column() name!: string;', true],
  ])('of %s is %s', (members, expected) => expect(hasNumericIds(only(members), 'id')).toBe(expected));
});
