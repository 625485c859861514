export type DatabaseKind = 'postgres' | 'mysql' | 'mariadb';

/** The addresses that {@link databaseKind} knows, for people. */
export const DATABASE_URL_FORMS =
  'postgres://user:password@host:5432/name or mysql://user:password@host:3306/name';

/** Which database an address is of, or `undefined` when it is of none that the demo knows. */
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
