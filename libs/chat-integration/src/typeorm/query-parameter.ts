import { QueryFailedError } from 'typeorm';

/**
 * MySQL's errors for a text that the character set of a column does not have: illegal mix of two, three and more
 * collations, an invalid character string, and a character or string that cannot be converted.
 */
const MYSQL_ERRORS: readonly unknown[] = [1267, 1270, 1271, 1300, 1977, 3854];

/** PostgreSQL's class of data exceptions, for example a character that the database's encoding does not have. */
const POSTGRES_DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;

/** Returns whether a query failed because of a value that its column cannot contain, so that no row has the value. */
export function isImpossibleValue(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { errno, code } = error.driverError as { errno?: unknown; code?: unknown };
  return MYSQL_ERRORS.includes(errno) || POSTGRES_DATA_EXCEPTION.test(String(code));
}

/**
 * Reads rows for values in one query. If that fails because of a value that no row can have, the list is halved until
 * only this value is left out.
 */
export async function readPossible<Value, Row>(
  values: readonly Value[],
  read: (values: readonly Value[]) => Promise<Row[]>,
): Promise<Row[]> {
  try {
    return await read(values);
  } catch (error) {
    if (!isImpossibleValue(error)) throw error;
    if (values.length === 1) return [];
    const middle = Math.ceil(values.length / 2);
    const first = await readPossible(values.slice(0, middle), read);
    return [...first, ...(await readPossible(values.slice(middle), read))];
  }
}

/** Returns whether a database can contain a text: PostgreSQL refuses U+0000, and UTF-8 has no single surrogates. */
export function isStorable(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}

/** How a query contains a value. */
export interface QueryParameter<Value> {
  /** Returns the SQL, given the placeholder of the parameter. */
  readonly sql: (placeholder: string) => string;
  /** Returns the parameter. */
  readonly value: (value: Value) => unknown;
}

/** A parameter as it is. */
export const PLAIN: QueryParameter<unknown> = { sql: (placeholder) => placeholder, value: (value) => value };

// mysql2 writes parameters into the SQL and escapes them with backslashes. With the SQL mode NO_BACKSLASH_ESCAPES, a
// quotation mark would end the text. It writes a buffer as a hexadecimal literal, which has one meaning in every mode
// and does not depend on the character set of the connection.
const HEXADECIMAL: QueryParameter<string> = {
  sql: (placeholder) => `_utf8mb4 ${placeholder}`,
  value: (text) => Buffer.from(text),
};

/** Returns the SQL of a text, for the reason of {@link HEXADECIMAL}. */
export function mysqlLiteral(text: string): string {
  return `_utf8mb4 X'${Buffer.from(text).toString('hex')}'`;
}

/** Returns how queries contain texts. @param database the type of the data source. */
export function textParameter(database: string): QueryParameter<string> {
  return isMysql(database) ? HEXADECIMAL : PLAIN;
}

/** Returns whether a data source is MySQL or MariaDB, with a driver that writes parameters into the SQL. */
export function isMysql(database: string): boolean {
  return database === 'mysql' || database === 'mariadb';
}

/** Returns the SQL of a list of parameters, and the parameters by name. */
export function parameterList(
  sql: QueryParameter<unknown>['sql'],
  parameters: readonly unknown[],
): [sql: string, parameters: Record<string, unknown>] {
  const names = parameters.map((_, index) => `value${index}`);
  return [
    names.map((name) => sql(`:${name}`)).join(', '),
    Object.fromEntries(names.map((name, index) => [name, parameters[index]])),
  ];
}
