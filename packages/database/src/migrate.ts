import { readdirSync, readFileSync } from "node:fs";
import type { Database } from "./types.ts";

/** Any number, the same in every process: migrators of all replicas queue here. */
const MIGRATION_LOCK = 7_069_276;
const FOLDER = new URL("./migrations/", import.meta.url);

interface Migration {
  readonly number: number;
  readonly name: string;
}

/**
 * Brings the schema up to date: every migration not yet applied, in the order of their numbers, all in one transaction. Safe to
 * run from many processes at once; the second one waits and finds nothing left to do.
 * @throws Error when the database has migrations this program does not know.
 * @returns the names of those applied
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const known = migrations();
  return database.transaction(async (tx) => {
    await tx.script("set local statement_timeout = 0");
    await tx.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await tx.script(
      "create table if not exists schema_migrations (number integer primary key, name text not null, applied_at timestamptz not null default now())",
    );
    const rows = await tx.query<{ number: number }>("select number from schema_migrations");
    const applied = new Set(rows.map(({ number }) => number));
    const newest = known.at(-1)!.number;
    if (rows.some(({ number }) => number > newest))
      throw new Error("the database belongs to a newer version of Postlane: update this one, or use another database");
    const missing = known.filter(({ number }) => !applied.has(number));
    for (const { number, name } of missing) {
      await tx.script(readFileSync(new URL(name, FOLDER), "utf8"));
      await tx.query("insert into schema_migrations (number, name) values ($1, $2)", [number, name]);
    }
    return missing.map(({ name }) => name);
  });
}

/** `0001-delivery-log.sql`: the number decides the order. Never changed once released; a change is a new one. */
function migrations(): readonly Migration[] {
  const names = readdirSync(FOLDER).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name));
  return names.sort().map((name) => ({ number: Number(name.slice(0, 4)), name }));
}
