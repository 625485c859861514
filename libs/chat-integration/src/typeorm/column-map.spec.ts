import type { EntityMetadata } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { mapColumns, type ColumnMap, type ColumnMetadata } from './column-map.js';
import { from } from './from.js';
import type { ChatUserColumns } from './typeorm-user-provider.options.js';
import { UnknownColumnError } from './unknown-column.error.js';

interface Member {
  id: string;
  name: string;
  slug: string;
  profile: { avatar: string | null };
}

const metadata = entity('id', 'name', 'slug', 'profile.avatar');

describe('mapColumns', () => {
  it('lists each column once, with its index', () => {
    const map = mapColumns<Member>(metadata, {
      id: 'id',
      name: from(['name', 'slug'], ({ name, slug }) => `${name} (${slug})`),
      avatarUrl: 'profile.avatar',
      profileUrl: from(['id', 'slug'], ({ id, slug }) => `/${id}/${slug}`),
    });

    expect(map.id.path).toBe('id');
    expect(map.name.map(({ path }) => path)).toStrictEqual(['name', 'slug']);
    expect(map.columns.map(({ path }) => path)).toStrictEqual(['id', 'name', 'slug', 'profile.avatar']);
    expect(map.columns.map(({ index }) => index)).toStrictEqual([0, 1, 2, 3]);
    expect(map.columns.map((column) => column.metadata)).toStrictEqual(metadata.nonVirtualColumns);
  });

  it('ignores a field that is undefined', () => {
    const columns = { id: 'id', name: 'name', badge: undefined } as unknown as ChatUserColumns<Member>;

    expect(read(mapColumns(metadata, columns), { id: 1, name: 'Ada' })).toStrictEqual([
      { id: 1, name: 'Ada' },
    ]);
  });

  it('reports an unknown column with its option and the columns of the entity', () => {
    const badge = from<Member, never, string>(['rank' as never], () => 'x');

    expect(() => mapColumns<Member>(metadata, { id: 'id', name: 'name', badge })).toThrow(
      new UnknownColumnError('columns.badge', 'rank', 'Member', ['id', 'name', 'slug', 'profile.avatar']),
    );
  });
});

describe('readUsers', () => {
  const map = mapColumns<Member>(metadata, {
    id: 'id',
    name: 'name',
    avatarUrl: 'profile.avatar',
    profileUrl: from(['slug', 'profile.avatar'], (values) => JSON.stringify(values)),
  });

  it('makes a chat user from each row', () => {
    expect(
      read(
        map,
        { id: 'a1', name: 'Ada', slug: 'ada', 'profile.avatar': '/ada.png' },
        { id: 'b2', name: 'Bob' },
      ),
    ).toStrictEqual([
      {
        id: 'a1',
        name: 'Ada',
        avatarUrl: '/ada.png',
        profileUrl: '{"slug":"ada","profile.avatar":"/ada.png"}',
      },
      { id: 'b2', name: 'Bob', avatarUrl: null, profileUrl: '{}' },
    ]);
  });

  it('gives each computed field a new object of values', () => {
    const given: object[] = [];
    const keeping = mapColumns<Member>(metadata, {
      id: 'id',
      name: from(['name'], (values) => String(given.push(values))),
    });
    read(keeping, { id: 1, name: 'Ada' }, { id: 2, name: 'Bob' });
    expect(given).toStrictEqual([{ name: 'Ada' }, { name: 'Bob' }]);
  });

  it('reads values as the entity would hold them', () => {
    const hydrating = entity('id', 'name');
    hydrating.dataSource.driver.prepareHydratedValue = (value: unknown, column: ColumnMetadata) =>
      column.propertyPath === 'name' ? `hydrated ${String(value)}` : value;
    const hydrated = mapColumns<Member>(hydrating, { id: 'id', name: 'name' });
    expect(read(hydrated, { id: 1, name: 'Ada' })).toStrictEqual([{ id: 1, name: 'hydrated Ada' }]);
  });

  it.each([
    [42, 42],
    ['42', 42],
    [42n, 42],
    ['042', '042'],
    ['9007199254740993', '9007199254740993'],
    [9_007_199_254_740_993n, '9007199254740993'],
    ['42E01F0E-2f7e-4d53-9b0e-2f8c7d0d9a11', '42E01F0E-2f7e-4d53-9b0e-2f8c7d0d9a11'],
    ['é|🦉', 'é|🦉'],
  ])('reads the id %o as %o', (value, id) => {
    expect(read(map, { id: value, name: 'Ada' }).map((user) => user.id)).toStrictEqual([id]);
  });

  it.each([1.5, 2 ** 53, '', ' 42', 'a b', null, true, {}, Buffer.from('a')])(
    'leaves out a row whose id is %o',
    (id) => {
      expect(read(map, { id, name: 'Ada' }, { id: 2, name: 'Bob' })).toMatchObject([{ id: 2 }]);
    },
  );
});

function entity(...paths: string[]): EntityMetadata {
  const columns = paths.map((propertyPath) => ({ propertyPath, type: 'varchar' }));
  const driver = { prepareHydratedValue: (value: unknown) => value };
  return {
    name: 'Member',
    nonVirtualColumns: columns,
    dataSource: { driver },
  } as unknown as EntityMetadata;
}

function read(map: ColumnMap, ...rows: Record<string, unknown>[]) {
  return map.readUsers(rows.map((row) => map.columns.map(({ path }) => row[path])));
}
