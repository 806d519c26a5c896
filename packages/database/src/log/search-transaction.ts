import type { Database, Queryable } from "../types.ts";

/** The search took too long and was given up: its time range must be narrowed. */
export class SearchTooSlow extends Error {
  override readonly name = "SearchTooSlow";
}

const QUERY_CANCELED = "57014";

/** Runs a search under its own time limit, so that none can hold a connection for long. */
export async function searchTransaction<T>(database: Database, work: (tx: Queryable) => Promise<T>): Promise<T> {
  try {
    return await database.transaction(async (tx) => {
      // Over many partitions PostgreSQL thinks a search expensive enough to compile it, which takes a hundred times as long as to run it.
      await tx.script("set transaction read only; set local statement_timeout = '10s'; set local jit = off");
      return work(tx);
    });
  } catch (cause) {
    if ((cause as { code?: string }).code !== QUERY_CANCELED) throw cause;
    throw new SearchTooSlow("the search took longer than 10 s: give a shorter time range", { cause });
  }
}
