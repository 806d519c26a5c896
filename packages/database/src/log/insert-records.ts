import type { LogRecord } from "@postlane/mail";
import { databaseJson, databaseText, INDEXED_CHARACTERS } from "../database-text.ts";
import type { Queryable } from "../types.ts";

/** The records themselves; one already there stays as it is. Transcripts of successes go to their own table, which is kept for a shorter time. */
export async function insertRecords(tx: Queryable, records: readonly LogRecord[]): Promise<void> {
  await tx.query(SQL, [
    records.map((r) => r.messageId),
    records.map((r) => databaseText(r.id, INDEXED_CHARACTERS)),
    records.map((r) => r.kind),
    records.map((r) => new Date(r.at).toISOString()),
    records.map((r) => databaseText(r.lane, INDEXED_CHARACTERS)),
    records.map((r) => databaseText(r.relayId, INDEXED_CHARACTERS)),
    records.map((r) => r.reply?.code ?? null),
    records.map((r) => databaseJson({ ...r, transcript: undefined })),
    records.map((r) => (r.transcript && r.kind !== "delivered" ? databaseJson(r.transcript) : null)),
  ]);
  const delivered = records.filter((r) => r.transcript && r.kind === "delivered");
  if (delivered.length === 0) return;
  await tx.query(TRANSCRIPTS_SQL, [
    delivered.map((r) => r.messageId),
    delivered.map((r) => databaseText(r.id, INDEXED_CHARACTERS)),
    delivered.map((r) => databaseJson(r.transcript)),
  ]);
}

const SQL = `
  insert into records (message_id, record_id, kind, at, lane, relay_id, reply_code, data, transcript)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::integer[], $8::jsonb[],
    $9::jsonb[])
  on conflict do nothing`;

const TRANSCRIPTS_SQL = `
  insert into delivered_transcripts (message_id, record_id, transcript)
  select * from unnest($1::uuid[], $2::text[], $3::jsonb[])
  on conflict do nothing`;
