import type { LogRecord } from "@postlane/mail";
import { databaseText, INDEXED_CHARACTERS } from "../database-text.ts";
import type { Queryable } from "../types.ts";
import { timeOfMessageId } from "./day.ts";

/**
 * One row a message, from its `received` record; when another record comes first, a row with what that one knows, completed later.
 * @param records in ascending order of message id
 */
export async function insertMessages(tx: Queryable, records: readonly LogRecord[]): Promise<void> {
  const rows = new Map<string, LogRecord>();
  for (const record of records) {
    if (record.kind === "received" || !rows.has(record.messageId)) rows.set(record.messageId, record);
  }
  const list = [...rows.values()];
  const received = (record: LogRecord) => record.kind === "received";
  await tx.query(SQL, [
    list.map((r) => r.messageId),
    list.map((r) => new Date(received(r) ? r.at : timeOfMessageId(r.messageId)).toISOString()),
    list.map((r) => databaseText(r.reversePath, INDEXED_CHARACTERS)),
    list.map((r) => r.sizeBytes ?? null),
    list.map((r) => databaseText(r.clientAddress, INDEXED_CHARACTERS)),
    list.map((r) => databaseText(r.clientName, INDEXED_CHARACTERS)),
    list.map((r) => databaseText(r.username, INDEXED_CHARACTERS)),
    list.map((r) => databaseText(r.subject, 1_000)),
    list.map((r) => databaseText(r.messageIdHeader, INDEXED_CHARACTERS)),
    list.map((r) => r.recipients.length),
    list.map(received),
  ]);
}

const SQL = `
  insert into messages (message_id, received_at, sender, size_bytes, client_address, client_name, username, subject,
    message_id_header, recipient_count, received)
  select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::integer[], $11::boolean[])
  on conflict (message_id) do update set
    received_at = excluded.received_at, sender = excluded.sender, size_bytes = excluded.size_bytes,
    client_address = excluded.client_address, client_name = excluded.client_name, username = excluded.username,
    subject = excluded.subject, message_id_header = excluded.message_id_header, recipient_count = excluded.recipient_count,
    received = true
  where excluded.received and not messages.received`;
