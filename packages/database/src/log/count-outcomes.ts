import { databaseText, INDEXED_CHARACTERS } from "../database-text.ts";
import type { Database } from "../types.ts";
import { addressKey } from "./address-key.ts";
import { candidates } from "./candidates.ts";
import { RECIPIENT_STATES, type RecipientState } from "./recipient-state.ts";
import type { MessageFilter } from "./message-filter.ts";
import { searchTransaction } from "./search-transaction.ts";

export interface OutcomeCounts {
  /** Recipients by state. */
  readonly outcomes: Readonly<Record<RecipientState, number>>;
  readonly messages: number;
  /** False: there are more messages than were looked at, the newest ones. */
  readonly complete: boolean;
}

const MOST_MESSAGES = 10_000;

/** Counts the recipients of what a filter finds by their state; the filter's own outcome is left out, so that all of them are seen. @throws SearchTooSlow */
export async function countOutcomes(
  database: Database,
  filter: MessageFilter,
  mostMessages = MOST_MESSAGES,
): Promise<OutcomeCounts> {
  const { text, params } = candidates({ ...filter, outcome: undefined }, mostMessages + 1);
  const own = [...params];
  const conditions = [
    filter.recipient === undefined ? "" : ` and lower(r.address) = lower($${own.push(addressKey(filter.recipient))})`,
    filter.domain === undefined
      ? ""
      : ` and r.domain = $${own.push(databaseText(filter.domain.toLowerCase(), INDEXED_CHARACTERS))}`,
  ];
  const sql = `
    with found as materialized (${text}), counted as (select message_id from found order by message_id desc limit ${mostMessages})
    select r.state, count(*) as recipients, (select count(*) from found) as messages
    from counted join recipients r on r.message_id = counted.message_id${conditions.join("")}
    group by r.state`;
  const rows = await searchTransaction(database, (tx) =>
    tx.query<{ state: RecipientState; recipients: number; messages: number }>(sql, own),
  );
  const outcomes = Object.fromEntries(RECIPIENT_STATES.map((state) => [state, 0])) as Record<RecipientState, number>;
  for (const { state, recipients } of rows) outcomes[state] = recipients;
  const found = rows[0]?.messages ?? 0;
  return { outcomes, messages: Math.min(found, mostMessages), complete: found <= mostMessages };
}
