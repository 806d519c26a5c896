import { databaseJson, databaseText, INDEXED_CHARACTERS } from "../database-text.ts";
import type { Queryable } from "../types.ts";
import type { AuditEntry } from "./audit-entry.ts";

/** Writes entries; one that is there already stays as it is. */
export async function insertAudit(database: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  await database.query(SQL, [
    entries.map(({ id }) => id),
    entries.map(({ at }) => new Date(at).toISOString()),
    entries.map(({ actor }) => databaseText(actor, INDEXED_CHARACTERS)),
    entries.map(({ action }) => databaseText(action, INDEXED_CHARACTERS)),
    entries.map(({ target }) => databaseText(target, INDEXED_CHARACTERS)),
    entries.map(({ clientAddress }) => databaseText(clientAddress, INDEXED_CHARACTERS)),
    entries.map(({ detail }) => databaseJson(detail)),
  ]);
}

const SQL = `
  insert into audit (id, at, actor, action, target, client_address, detail)
  select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
  on conflict do nothing`;
