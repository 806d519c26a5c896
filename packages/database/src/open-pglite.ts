import { mkdir } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { lockDirectory } from "./lock-directory.ts";
import type { Database, Queryable } from "./types.ts";

const INT8 = 20;

/**
 * PostgreSQL inside this process, its data in a directory that no other process may use meanwhile.
 * @throws Error when the directory cannot be used.
 */
export async function openPglite(directory: string): Promise<Database> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(directory);
  const lite = await PGlite.create(directory, { parsers: { [INT8]: Number } }).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });

  function queryable(on: Pick<PGlite, "query">): Queryable {
    return {
      query: async <R extends object>(sql: string, params: readonly unknown[] = []) =>
        (await on.query<R>(sql, [...params])).rows,
    };
  }

  return {
    ...queryable(lite),
    transaction: (work) =>
      lite.transaction((tx) =>
        work({ ...queryable(tx as Pick<PGlite, "query">), script: async (sql) => void (await tx.exec(sql)) }),
      ),
    async close() {
      await lite.close();
      await unlock();
    },
  };
}
