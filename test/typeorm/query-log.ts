import type { Logger } from 'typeorm';

/** One query as the driver received it. */
export interface LoggedQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Records every query that a data source runs. */
export class QueryLog implements Logger {
  private queries: LoggedQuery[] = [];

  /** Returns the queries since the last call. */
  take(): LoggedQuery[] {
    return this.queries.splice(0);
  }

  logQuery(sql: string, parameters: unknown[] = []): void {
    this.queries.push({ sql, parameters });
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
