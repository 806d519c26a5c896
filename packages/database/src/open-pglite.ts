import { PGlite } from "@electric-sql/pglite";
import { makeDirectory, UnusablePath, unusableDirectory } from "@postlane/runtime";
import { DatabaseAway } from "./database-errors.ts";
import { beginFirstOpening } from "./first-opening.ts";
import { lockDirectory } from "./lock-directory.ts";
import { stopAfterPanic } from "./stop-after-panic.ts";
import type { Database, Queryable } from "./types.ts";

const INT8 = 20;
/** Opening takes a tenth of a second of this process, all of it at once. */
const OPEN_AGAIN_MS = 3_000;

/**
 * PostgreSQL inside this process, its data in a directory that no other process may use meanwhile. One that ended because it could not
 * write is opened anew when it is asked again. One whose making was broken off is made anew.
 * @throws UnusablePath when the directory cannot be used; Error when another process holds it, or the database does not open.
 */
export async function openPglite(directory: string): Promise<Database> {
  const refuse = (cause: unknown): never => {
    // Held by another process.
    if (!(cause as NodeJS.ErrnoException).code) throw cause;
    const what = "directory of the embedded log";
    throw unusableDirectory({ what, path: directory, setting: "POSTLANE_DATA_DIR" }, cause);
  };
  await makeDirectory(directory, 0o700).catch(refuse);
  const unlock = await lockDirectory(directory).catch(refuse);
  const away = `the embedded database cannot be used: make room on the disk of ${directory}`;
  let openAgainAtMs = 0;
  let opening: Promise<PGlite> | undefined;
  let lite: PGlite | undefined;

  async function open(): Promise<PGlite> {
    const opened = await PGlite.create(directory, { parsers: { [INT8]: Number } });
    stopAfterPanic(opened, () => (lite = undefined));
    return (lite = opened);
  }
  /** @throws DatabaseAway while it cannot be opened anew */
  async function opened(): Promise<PGlite> {
    if (lite) return lite;
    if (!opening && performance.now() < openAgainAtMs) throw new DatabaseAway(away);
    openAgainAtMs = performance.now() + OPEN_AGAIN_MS;
    opening ??= open().finally(() => (opening = undefined));
    return opening.catch((cause: unknown) => {
      throw new DatabaseAway(away, { cause });
    });
  }
  async function use<T>(work: (on: PGlite) => Promise<T>): Promise<T> {
    const on = await opened();
    try {
      return await work(on);
    } catch (error) {
      throw on === lite ? error : new DatabaseAway(away, { cause: error });
    }
  }
  function queryable(on: Pick<PGlite, "query">): Queryable {
    return {
      query: async <R extends object>(sql: string, params: readonly unknown[] = []) =>
        (await on.query<R>(sql, [...params])).rows,
    };
  }

  try {
    const first = await beginFirstOpening(directory).catch(refuse);
    await open().catch((cause: unknown) => {
      const hint = "is its disk full, or the directory not writable for this user?";
      throw new UnusablePath(`the embedded database in ${directory} cannot be opened: ${hint}`, { cause });
    });
    await first.finish().catch(refuse);
  } catch (error) {
    await unlock();
    throw error;
  }
  return {
    query: (sql, params) => use((on) => queryable(on).query(sql, params)),
    transaction: (work) =>
      use((on) =>
        on.transaction((tx) =>
          work({ ...queryable(tx as Pick<PGlite, "query">), script: async (sql) => void (await tx.exec(sql)) }),
        ),
      ),
    async close() {
      // Closing writes as well, and where that cannot be done there is nothing to close.
      await lite?.exec("checkpoint").catch(() => {});
      await lite?.close();
      await unlock();
    },
  };
}
