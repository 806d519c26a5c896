import { domainOf, type LogRecord } from "@postlane/mail";
import { databaseText, INDEXED_CHARACTERS } from "../database-text.ts";
import type { Queryable } from "../types.ts";
import { addressKey } from "./address-key.ts";
import { rankOf, stateAfter, supersedes } from "./recipient-state.ts";

interface Row {
  readonly address: string;
  readonly record: LogRecord;
}

/** One row for each recipient of a message, with the state its newest record gives it. */
export async function insertRecipients(tx: Queryable, records: readonly LogRecord[]): Promise<void> {
  const list = newestRows(records);
  await tx.query(SQL, [
    list.map(({ record }) => record.messageId),
    list.map(({ address }) => address),
    list.map(({ address }) => databaseText(domainOf(address), INDEXED_CHARACTERS)),
    list.map(({ record }) => stateAfter(record.kind)),
    list.map(({ record }) => rankOf(record.kind)),
    list.map(({ record }) => new Date(record.at).toISOString()),
    list.map(({ record }) => databaseText(record.deliveryId, INDEXED_CHARACTERS)),
    list.map(({ record }) => databaseText(record.nextLane ?? record.lane, INDEXED_CHARACTERS)),
    list.map(({ record }) => databaseText(record.relayId, INDEXED_CHARACTERS)),
    list.map(({ record }) => databaseText(record.rule, INDEXED_CHARACTERS)),
    list.map(({ record }) => record.attempt ?? 0),
    list.map(({ record }) => databaseText(record.step, INDEXED_CHARACTERS)),
    list.map(({ record }) => record.reply?.code ?? null),
    list.map(({ record }) => databaseText(record.enhancedCode ?? record.reply?.enhancedCode, INDEXED_CHARACTERS)),
    list.map(({ record }) => databaseText(record.reply?.text, 2_048)),
    list.map(({ record }) => databaseText(record.detail, 2_048)),
    list.map(({ record }) => (record.nextAt === undefined ? null : new Date(record.nextAt).toISOString())),
  ]);
}

/** A statement may touch a row once only. Rows come in one order from every process, so that two of them never lock crosswise. */
function newestRows(records: readonly LogRecord[]): Row[] {
  const rows = new Map<string, Row>();
  for (const record of records) {
    for (const recipient of record.recipients) {
      const address = addressKey(recipient);
      const key = `${record.messageId} ${address}`;
      const known = rows.get(key);
      if (!known || supersedes(record, known.record)) rows.set(key, { address, record });
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const SQL = `
  insert into recipients (message_id, address, domain, state, rank, changed_at, delivery_id, lane, relay_id, rule, attempts, step,
    reply_code, enhanced_code, reply_text, detail, next_at)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::timestamptz[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::integer[], $12::text[], $13::integer[], $14::text[], $15::text[], $16::text[], $17::timestamptz[])
  on conflict (message_id, address) do update set
    state = excluded.state, rank = excluded.rank, changed_at = excluded.changed_at, delivery_id = excluded.delivery_id,
    lane = excluded.lane, relay_id = excluded.relay_id, rule = excluded.rule,
    attempts = greatest(excluded.attempts, recipients.attempts), step = excluded.step, reply_code = excluded.reply_code,
    enhanced_code = excluded.enhanced_code, reply_text = excluded.reply_text, detail = excluded.detail, next_at = excluded.next_at
  where (excluded.rank, excluded.changed_at) >= (recipients.rank, recipients.changed_at)`;
