import type { LogRecord, Transcript } from "@postlane/mail";
import type { Queryable } from "../types.ts";
import type { RecipientState } from "./insert-recipients.ts";

export interface MessageRow {
  readonly message_id: string;
  readonly received_at: Date;
  readonly sender: string;
  readonly size_bytes: number | null;
  readonly client_address: string | null;
  readonly client_name: string | null;
  readonly username: string | null;
  readonly subject: string | null;
  readonly message_id_header: string | null;
  readonly recipient_count: number;
  /** False: the record of its acceptance is not there (yet). */
  readonly received: boolean;
}

export interface RecipientRow {
  readonly address: string;
  readonly domain: string;
  readonly state: RecipientState;
  readonly changed_at: Date;
  readonly delivery_id: string | null;
  readonly lane: string | null;
  readonly relay_id: string | null;
  readonly rule: string | null;
  readonly attempts: number;
  readonly step: string | null;
  readonly reply_code: number | null;
  readonly enhanced_code: string | null;
  readonly reply_text: string | null;
  readonly detail: string | null;
  readonly next_at: Date | null;
}

export interface LoggedMessage {
  readonly message: MessageRow;
  readonly recipients: readonly RecipientRow[];
  /** In the order they happened, with their transcripts while these are kept. */
  readonly records: readonly LogRecord[];
}

/** Everything the log knows of one message, or undefined. */
export async function loadMessage(database: Queryable, messageId: string): Promise<LoggedMessage | undefined> {
  const [message] = await database.query<MessageRow>("select * from messages where message_id = $1", [messageId]);
  if (!message) return undefined;
  const recipients = await database.query<RecipientRow>(RECIPIENTS_SQL, [messageId]);
  const rows = await database.query<{ data: LogRecord; transcript: Transcript | null }>(RECORDS_SQL, [messageId]);
  const records = rows.map(({ data, transcript }) => (transcript ? { ...data, transcript } : data));
  return { message, recipients, records };
}

const RECIPIENTS_SQL = `
  select address, domain, state, changed_at, delivery_id, lane, relay_id, rule, attempts, step, reply_code, enhanced_code, reply_text,
    detail, next_at
  from recipients where message_id = $1 order by address`;

const RECORDS_SQL = `
  select r.data, coalesce(r.transcript, d.transcript) as transcript
  from records r
  left join delivered_transcripts d on d.message_id = r.message_id and d.record_id = r.record_id
  where r.message_id = $1 order by r.at, (r.data ->> 'attempt')::integer nulls first, r.record_id`;
