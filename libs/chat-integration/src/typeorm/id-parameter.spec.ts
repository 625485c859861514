import type { DataSourceOptions } from 'typeorm';
import { describe, expect, it } from 'vitest';
import type { ColumnMetadata } from './column-map.js';
import { idParameter } from './id-parameter.js';

const UUID = '42e01f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';
const NOT_INTEGERS = ['42abc', '042', '+42', '-0', '4e1', '0x2a', '42.0', 'abc', UUID];

describe('the parameter for an id', () => {
  it.each<[database: DataSourceOptions['type'], type: string]>([
    ['better-sqlite3', 'integer'],
    ['better-sqlite3', 'bigint'],
    ['mariadb', 'int'],
    ['mariadb', 'bigint'],
    ['mariadb', 'decimal'],
    ['postgres', 'integer'],
    ['postgres', 'bigint'],
    ['postgres', 'numeric'],
  ])('of %s, type %s, is an integer', (database, type) => {
    const { value: toParameter } = idParameter(column(database, type));

    for (const id of [42, 0, -7, '42', '0', '-7']) expect(toParameter(id)).toBe(id);
    for (const id of NOT_INTEGERS) expect(toParameter(id), id).toBeUndefined();
  });

  it.each([
    ['smallint', '32767', '32768'],
    ['integer', '2147483647', '2147483648'],
    ['bigint', '9223372036854775807', '9223372036854775808'],
  ])("fits into PostgreSQL's %s", (type, largest, tooLarge) => {
    const { value: toParameter } = idParameter(column('postgres', type));

    expect(toParameter(largest)).toBe(largest);
    expect(toParameter(tooLarge)).toBeUndefined();
    if (type === 'bigint') return;
    expect(toParameter(Number(largest))).toBe(Number(largest));
    expect(toParameter(Number(tooLarge))).toBeUndefined();
  });

  it.each<[database: DataSourceOptions['type'], type: string]>([
    ['better-sqlite3', 'integer'],
    ['mariadb', 'bigint'],
    ['postgres', 'numeric'],
  ])('can have any size on %s, type %s', (database, type) => {
    const { value: toParameter } = idParameter(column(database, type));

    for (const id of [Number.MAX_SAFE_INTEGER, '18446744073709551615', '9'.repeat(255)])
      expect(toParameter(id)).toBe(id);
  });

  it('of a UUID column is a UUID in lower case, as the database returns it', () => {
    const { value: toParameter } = idParameter(column('postgres', 'uuid'));

    expect(toParameter(UUID)).toBe(UUID);
    for (const id of [UUID.toUpperCase(), UUID.replaceAll('-', ''), `{${UUID}}`, '42', 42])
      expect(toParameter(id)).toBeUndefined();
  });

  it.each(['varchar', 'character varying', 'text', 'char'])('of a %s column is text', (type) => {
    const { value: toParameter } = idParameter(column('postgres', type));

    for (const id of ['abc', 'ABC', '042', UUID, 'é|🦉']) expect(toParameter(id)).toBe(id);
    expect(toParameter(42)).toBe('42');
  });

  describe('with a transformer', () => {
    it('is the value in the database', () => {
      const bytes = Buffer.from(UUID.replaceAll('-', ''), 'hex');
      const { value: toParameter } = idParameter(column('mariadb', 'binary', () => bytes));

      expect(toParameter(UUID)).toBe(bytes);
    });

    it('is checked after the transformation', () => {
      const { value: toParameter } = idParameter(column('postgres', 'bigint', (id) => String(id).slice(1)));

      expect(toParameter('m42')).toBe('42');
      expect(toParameter('mm42')).toBeUndefined();
    });

    it('does not exist where the transformer throws', () => {
      const { value: toParameter } = idParameter(
        column('postgres', 'uuid', (id) => (id as string).toLowerCase()),
      );

      expect(toParameter(UUID.toUpperCase())).toBe(UUID);
      expect(toParameter(42)).toBeUndefined();
    });
  });
});

function column(
  database: DataSourceOptions['type'],
  type: string,
  to?: (id: unknown) => unknown,
): ColumnMetadata {
  const driver = { normalizeType: () => type, preparePersistentValue: to };
  const dataSource = { driver, options: { type: database } };
  return { transformer: to && { to }, entityMetadata: { dataSource } } as unknown as ColumnMetadata;
}
