import type { EntityMetadata } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { InvalidUserIdError } from '../users/user-id.js';
import { mapColumns, ownUserId, readUser, type ColumnMap, type ColumnMetadata } from './column-map.js';
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
  it('lists each column once, by its number', () => {
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

  it('passes over a field that is undefined', () => {
    const columns = { id: 'id', name: 'name', badge: undefined } as unknown as ChatUserColumns<Member>;

    expect(read(mapColumns(metadata, columns), { id: 1, name: 'Ada' })).toStrictEqual({ id: 1, name: 'Ada' });
  });

  it('names the path that is unknown, where it stands and what is there', () => {
    const badge = from<Member, never, string>(['rank' as never], () => 'x');

    expect(() => mapColumns<Member>(metadata, { id: 'id', name: 'name', badge })).toThrow(
      new UnknownColumnError('columns.badge', 'rank', 'Member', ['id', 'name', 'slug', 'profile.avatar']),
    );
  });

  it.each([{ type: 'uuid' }, { type: 'varchar', generationStrategy: 'uuid' }])('refuses ids of %o', (id) => {
    const uuids = entity('id', 'name');
    Object.assign(uuids.nonVirtualColumns[0] as ColumnMetadata, id);

    expect(() => mapColumns<Member>(uuids, { id: 'id', name: 'name' })).toThrow(InvalidUserIdError);
    expect(mapColumns<Member>(uuids, { id: { numbered: 'id' }, name: 'name' })).toMatchObject({
      id: { path: 'id' },
      numbered: true,
    });
  });

  it('names the path of numbered ids that is unknown', () => {
    expect(() => mapColumns<Member>(metadata, { id: { numbered: 'nope' as 'id' }, name: 'name' })).toThrow(
      /`columns\.id\.numbered` to name a column of Member, but "nope" is none/,
    );
  });
});

describe('readUser', () => {
  const map = mapColumns<Member>(metadata, {
    id: 'id',
    name: 'name',
    avatarUrl: 'profile.avatar',
    profileUrl: from(['slug', 'profile.avatar'], (values) => JSON.stringify(values)),
  });

  it('makes a chat user, each field of its columns', () => {
    const row = { id: '42', name: 'Ada', slug: 'ada', 'profile.avatar': '/ada.png' };

    expect(read(map, row)).toStrictEqual({
      id: 42,
      name: 'Ada',
      avatarUrl: '/ada.png',
      profileUrl: '{"slug":"ada","profile.avatar":"/ada.png"}',
    });
  });

  it('has null where a value is missing', () => {
    expect(read(map, { id: 1, name: 'Ada' })).toStrictEqual({
      id: 1,
      name: 'Ada',
      avatarUrl: null,
      profileUrl: '{}',
    });
  });

  it('gives what is computed values of its own for each row', () => {
    const given: object[] = [];
    const keeping = mapColumns<Member>(metadata, {
      id: 'id',
      name: from(['name'], (values) => String(given.push(values))),
    });
    read(keeping, { id: 1, name: 'Ada' });
    read(keeping, { id: 2, name: 'Bob' });
    expect(given).toStrictEqual([{ name: 'Ada' }, { name: 'Bob' }]);
  });

  it("reads what the driver's hydration makes of a value", () => {
    const hydrating = entity('id', 'name');
    hydrating.dataSource.driver.prepareHydratedValue = (value: unknown, column: ColumnMetadata) =>
      column.propertyPath === 'name' ? `hydrated ${String(value)}` : value;
    const hydrated = mapColumns<Member>(hydrating, { id: 'id', name: 'name' });
    expect(read(hydrated, { id: 1, name: 'Ada' })?.name).toBe('hydrated Ada');
  });

  it.each([42, '42', 42n])('takes the id %o', (id) => {
    expect(read(map, { id, name: 'Ada' })?.id).toBe(42);
  });

  it.each([0, -1, 1.5, 1_000_000_000, '', '042', '4e1', ' 42', 'abc', 1_000_000_000n, -1n, null, true, {}])(
    'leaves a row out whose id is %o',
    (id) => {
      expect(read(map, { id, name: 'Ada' })).toBeUndefined();
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

function read(map: ColumnMap, row: Record<string, unknown>) {
  return readUser(
    map,
    map.columns.map(({ path }) => row[path]),
    ownUserId,
  );
}
