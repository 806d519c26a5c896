import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres, startPostgres } from "@postlane/testkit";
import { connectDatabase, type Database } from "../src/index.ts";

export interface TestDatabase {
  readonly database: Database;
  /** Another connection to the same data; PGlite has only one. */
  readonly another?: () => Promise<Database>;
  readonly stop: () => Promise<void>;
}

async function pglite(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), "postlane-pglite-"));
  const database = await connectDatabase({ directory, onError: () => {} });
  return {
    database,
    stop: async () => {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function postgres(): Promise<TestDatabase> {
  const server = await startPostgres();
  const another = () => connectDatabase({ url: server.url, directory: "", onError: () => {} });
  const database = await another();
  return {
    database,
    another,
    stop: async () => {
      await database.close();
      await server.stop();
    },
  };
}

/** Each implementation of the database that this machine can run; one suite runs against all of them. */
export const DATABASES: readonly [name: string, open: () => Promise<TestDatabase>][] = [
  ["PGlite", pglite],
  ...(findPostgres() ? ([["PostgreSQL", postgres]] as [string, () => Promise<TestDatabase>][]) : []),
];
