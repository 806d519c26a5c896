import type { LogRecord, Transcript } from "@postlane/mail";
import type { Queryable } from "../types.ts";

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

export interface LoggedMessage {
  readonly message: MessageRow;
  /** In the order they happened, with their transcripts while these are kept. */
  readonly records: readonly LogRecord[];
}

/** Everything the log knows of one message, or undefined. */
export async function loadMessage(database: Queryable, messageId: string): Promise<LoggedMessage | undefined> {
  const [message] = await database.query<MessageRow>("select * from messages where message_id = $1", [messageId]);
  if (!message) return undefined;
  const rows = await database.query<{ data: LogRecord; transcript: Transcript | null }>(RECORDS_SQL, [messageId]);
  const records = rows.map(({ data, transcript }) => (transcript ? { ...data, transcript } : data));
  return { message, records };
}

const RECORDS_SQL = `
  select r.data, coalesce(r.transcript, d.transcript) as transcript
  from records r
  left join delivered_transcripts d on d.message_id = r.message_id and d.record_id = r.record_id
  where r.message_id = $1 order by r.at, (r.data ->> 'attempt')::integer nulls first, r.record_id`;
