import { Pool, type PoolClient, type QueryConfig, types } from "pg";
import { DatabaseAway, sqlState } from "./database-errors.ts";
import type { Database, Queryable } from "./types.ts";

const INT8 = 20;
/** A search that takes longer is not waited for: its time range must be narrowed. */
const STATEMENT_TIMEOUT_MS = 30_000;
const SCRIPT_TIMEOUT_MS = 3_600_000;

/** PostgreSQL through a pool of 10 connections. Connects when first asked; a lost server makes queries fail, never the process. */
export function openPostgres(url: string, onError: (error: Error) => void): Database {
  const pool = new Pool({
    connectionString: url,
    application_name: "postlane",
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // A host that vanished answers nothing at all: do not wait for ever for it.
    query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
    keepAlive: true,
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format as "text")) },
  });
  pool.on("error", onError);

  function queryable(on: Pool | PoolClient): Queryable {
    return { query: async (sql, params = []) => (await on.query(sql, [...params]).catch(told)).rows };
  }

  return {
    ...queryable(pool),
    async transaction(work) {
      const client = await pool.connect().catch(told);
      // A connection lost between two queries of a transaction tells its client, not the pool.
      client.on("error", onError);
      let broken: Error | undefined;
      try {
        await client.query("begin").catch(told);
        const result = await work({
          ...queryable(client),
          script: async (sql) => void (await client.query(unhurried(sql)).catch(told)),
        });
        await client.query("commit").catch(told);
        return result;
      } catch (error) {
        await client.query("rollback").catch((failure: Error) => (broken = failure));
        throw error;
      } finally {
        client.off("error", onError);
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

/** A change of the schema may take longer than a search, if it sets the server's own limit aside. */
function unhurried(text: string): QueryConfig {
  return { text, query_timeout: SCRIPT_TIMEOUT_MS } as QueryConfig;
}

/** What has no SQLSTATE did not come from the server: then it is the way there that failed. */
function told(error: Error): never {
  if (sqlState(error)) throw error;
  throw new DatabaseAway(`the database does not answer: ${error.message}`, { cause: error });
}
