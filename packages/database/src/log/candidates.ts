import { databaseText, INDEXED_CHARACTERS } from "../database-text.ts";
import { addressKey } from "./address-key.ts";
import { smallestMessageId } from "./day.ts";
import type { MessageFilter } from "./message-filter.ts";

type Table = "messages" | "recipients" | "records";
const TABLES: readonly Table[] = ["messages", "recipients", "records"];

/** A part of a query with its parameters in place. */
export interface Sql {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** An upload may take its time between the making of the id and the acceptance. */
const LONGEST_UPLOAD_MS = 86_400_000;
/** Outcomes that leave a record in the small index of trouble. */
const TROUBLE = ["deferred", "held", "bounced", "expired", "cancelled", "suppressed"];

/**
 * Ids of the messages a filter finds, newest first. One table leads: the one with the rarest condition, read through its index in
 * the order of the ids, so that a page costs a few index reads however many messages there are; the other tables are asked
 * for each of its rows. `offset 0` keeps the planner from turning that around.
 * @param before only ids smaller than this one: the last of the page before
 */
export function candidates(filter: MessageFilter, limit: number, before?: string): Sql {
  const params: unknown[] = [];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const conditions = conditionsOf(filter, bind);
  const lead = leadingTable(filter);
  const where = conditions[lead].map((condition) => condition("lead"));
  if (lead === "records" && filter.outcome !== undefined && TROUBLE.includes(filter.outcome)) {
    where.push(`lead.kind = ${bind(filter.outcome)}`);
  }
  if (before !== undefined) where.push(`lead.message_id < ${bind(before)}`);
  if (filter.from)
    where.push(`lead.message_id >= ${bind(smallestMessageId(filter.from.getTime() - LONGEST_UPLOAD_MS))}`);
  if (filter.to) where.push(`lead.message_id < ${bind(smallestMessageId(filter.to.getTime()))}`);
  for (const table of TABLES) {
    if (table === lead || conditions[table].length === 0) continue;
    const inner = conditions[table].map((condition) => ` and ${condition("other")}`).join("");
    where.push(`exists (select 1 from ${table} other where other.message_id = lead.message_id${inner} offset 0)`);
  }
  const text = `select ${lead === "messages" ? "" : "distinct "}lead.message_id from ${lead} lead
    ${where.length > 0 ? `where ${where.join(" and ")}` : ""}
    order by lead.message_id desc limit ${bind(limit)}`;
  return { text, params };
}

type Condition = (alias: string) => string;
type Bind = (value: unknown) => string;

function conditionsOf(filter: MessageFilter, bind: Bind): Record<Table, Condition[]> {
  const found: Record<Table, Condition[]> = { messages: [], recipients: [], records: [] };
  const { messages, recipients, records } = found;
  const text = (value: string) => bind(databaseText(value, INDEXED_CHARACTERS));
  const add = (table: Condition[], value: unknown, condition: () => Condition) => {
    if (value !== undefined) table.push(condition());
  };
  add(messages, filter.messageId, () => equals("message_id", bind(filter.messageId)));
  add(messages, filter.messageIdHeader, () => equals("message_id_header", text(filter.messageIdHeader!)));
  add(messages, filter.sender, () => equalsFolded("sender", text(filter.sender!)));
  add(messages, filter.client, () => {
    const client = text(filter.client!);
    return (t) => `(${t}.client_address = ${client} or ${t}.username = ${client})`;
  });
  add(messages, filter.from, () => {
    const from = bind(filter.from!.toISOString());
    return (t) => `${t}.received_at >= ${from}`;
  });
  add(messages, filter.to, () => {
    const to = bind(filter.to!.toISOString());
    return (t) => `${t}.received_at < ${to}`;
  });
  add(recipients, filter.recipient, () => equalsFolded("address", bind(addressKey(filter.recipient!))));
  add(recipients, filter.domain, () => equals("domain", text(filter.domain!.toLowerCase())));
  add(recipients, filter.outcome, () => equals("state", bind(filter.outcome)));
  add(records, filter.lane, () => equals("lane", text(filter.lane!)));
  add(records, filter.relayId, () => equals("relay_id", text(filter.relayId!)));
  add(records, filter.replyCode, () => equals("reply_code", bind(filter.replyCode)));
  // The index of refusals holds only these; the planner must see it.
  if (filter.replyCode !== undefined && filter.replyCode >= 400) records.push((t) => `${t}.reply_code >= 400`);
  add(records, filter.uncertain, () => (t) => `${t}.data ->> 'uncertain' = 'true'`);
  add(records, filter.replyText, () => {
    const pattern = bind(`%${databaseText(filter.replyText!, 1_000).replace(/[\\%_]/g, "\\$&")}%`);
    return (t) => `(${t}.data #>> '{reply,text}' ilike ${pattern} or ${t}.data ->> 'detail' ilike ${pattern})`;
  });
  return found;
}

function equals(column: string, value: string): Condition {
  return (alias) => `${alias}.${column} = ${value}`;
}

function equalsFolded(column: string, value: string): Condition {
  return (alias) => `lower(${alias}.${column}) = lower(${value})`;
}

/** From the rarest condition to the most common one. */
function leadingTable(filter: MessageFilter): Table {
  if (filter.messageId !== undefined || filter.messageIdHeader !== undefined) return "messages";
  if (filter.recipient !== undefined) return "recipients";
  // So few that their index is the shortest way.
  if (filter.uncertain !== undefined) return "records";
  if (filter.sender !== undefined) return "messages";
  if (filter.replyCode !== undefined && filter.replyCode >= 400) return "records";
  // Both stand in the same row, so nothing else need be asked for each.
  if (filter.outcome !== undefined && filter.domain !== undefined) return "recipients";
  if (filter.outcome !== undefined && TROUBLE.includes(filter.outcome)) return "records";
  if (filter.relayId !== undefined) return "records";
  if (filter.client !== undefined) return "messages";
  if (filter.domain !== undefined) return "recipients";
  if (filter.lane !== undefined || filter.replyCode !== undefined || filter.replyText !== undefined) return "records";
  return filter.outcome !== undefined ? "recipients" : "messages";
}
