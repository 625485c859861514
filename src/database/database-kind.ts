export type DatabaseKind = 'postgres' | 'mysql' | 'mariadb';

/** The URL formats that {@link databaseKind} supports, for error messages. */
export const DATABASE_URL_FORMS =
  'postgres://user:password@host:5432/name or mysql://user:password@host:3306/name';

/** Returns the kind of database of a URL, or `undefined` if it is not supported. */
export function databaseKind(url: string): DatabaseKind | undefined {
  if (!URL.canParse(url)) return undefined;
  switch (new URL(url).protocol) {
    case 'postgres:':
    case 'postgresql:':
      return 'postgres';
    case 'mysql:':
      return 'mysql';
    case 'mariadb:':
      return 'mariadb';
    default:
      return undefined;
  }
}
