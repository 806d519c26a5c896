/** What can be asked of the database, inside and outside a transaction. The SQL is PostgreSQL's, parameters are `$1 …`. */
export interface Queryable {
  /** int8 comes as number, timestamps as Date, jsonb as value. */
  query<R extends object>(sql: string, params?: readonly unknown[]): Promise<R[]>;
}

/** The delivery log's store: PostgreSQL, or PGlite inside the process, with the same SQL. */
export interface Database extends Queryable {
  /** Rolled back when `work` throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Transaction extends Queryable {
  /** Several statements without parameters. */
  script(sql: string): Promise<void>;
}
