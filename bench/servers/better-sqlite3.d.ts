// Types of the used part of better-sqlite3, which has no type declarations.
declare module 'better-sqlite3' {
  export interface Statement<Row> {
    raw(): this;
    all(...parameters: unknown[]): Row[];
  }

  export default class Database {
    constructor(file: string, options: { readonly: boolean });
    prepare<Row>(sql: string): Statement<Row>;
  }
}
