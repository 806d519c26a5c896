import type { Database } from "../types.ts";
import { candidates } from "./candidates.ts";
import type { RecipientState } from "./recipient-state.ts";
import type { MessageRow } from "./load-message.ts";
import type { MessageFilter } from "./message-filter.ts";
import { searchTransaction } from "./search-transaction.ts";

export interface RecipientSummary {
  readonly address: string;
  readonly state: RecipientState;
  readonly reply_code: number | null;
  readonly enhanced_code: string | null;
  readonly reply_text: string | null;
  readonly detail: string | null;
}

export interface MessageSummary extends MessageRow {
  /** The first ten. */
  readonly recipients: readonly RecipientSummary[];
  readonly states: Readonly<Partial<Record<RecipientState, number>>>;
}

export interface MessagePage {
  readonly messages: readonly MessageSummary[];
  /** Give this as `before` to get the next page; absent on the last one. Stable: new messages come before the first page, never into a later one. */
  readonly next?: string | undefined;
}

/** A page of messages, newest first. @throws SearchTooSlow */
export async function findMessages(
  database: Database,
  filter: MessageFilter,
  limit: number,
  before?: string,
): Promise<MessagePage> {
  const { text, params } = candidates(filter, limit + 1, before);
  return searchTransaction(database, async (tx) => {
    const found = (await tx.query<{ message_id: string }>(text, params)).map((row) => row.message_id);
    const page = found.slice(0, limit);
    const messages = page.length > 0 ? await tx.query<MessageSummary>(SUMMARIES_SQL, [page]) : [];
    return { messages, next: found.length > limit ? page.at(-1) : undefined };
  });
}

const SUMMARIES_SQL = `
  select m.*,
    coalesce((select jsonb_agg(to_jsonb(r)) from (
      select address, state, reply_code, enhanced_code, reply_text, detail from recipients
      where message_id = m.message_id order by address limit 10) r), '[]') as recipients,
    coalesce((select jsonb_object_agg(state, n) from (
      select state, count(*) as n from recipients where message_id = m.message_id group by state) s), '{}') as states
  from messages m
  where m.message_id = any ($1::uuid[])
  order by m.message_id desc`;
