import type { MessagePage, MessageQuery, MessageSummary } from "@postlane/contract";
import {
  countOutcomes,
  type Database,
  findMessages,
  type MessageFilter,
  type MessageSummary as SummaryRow,
} from "@postlane/database";

/** A page of the log, newest first. */
export async function searchMessages(database: Database, query: MessageQuery): Promise<MessagePage> {
  const filter = toFilter(query);
  const { messages, next } = await findMessages(database, filter, query.limit ?? 50, query.cursor);
  return {
    items: messages.map(toSummary),
    next_cursor: next,
    counts: query.counts ? await countOutcomes(database, filter) : undefined,
  };
}

export function toFilter(query: MessageQuery): MessageFilter {
  return {
    messageId: query.id,
    messageIdHeader: query.message_id === undefined ? undefined : withBrackets(query.message_id),
    sender: query.sender,
    recipient: query.recipient,
    domain: query.domain,
    outcome: query.outcome,
    lane: query.lane,
    relayId: query.relay,
    replyCode: query.reply_code,
    replyText: query.reply_text,
    uncertain: query.uncertain || undefined,
    client: query.client,
    from: query.from === undefined ? undefined : new Date(query.from),
    to: query.to === undefined ? undefined : new Date(query.to),
  };
}

/** People copy a Message-ID with its brackets or without. */
function withBrackets(header: string): string {
  const bare = header.trim();
  return bare.startsWith("<") ? bare : `<${bare}>`;
}

function toSummary(row: SummaryRow): MessageSummary {
  return {
    id: row.message_id,
    received_at: row.received_at.toISOString(),
    sender: row.sender,
    size_bytes: row.size_bytes ?? undefined,
    subject: row.subject ?? undefined,
    message_id_header: row.message_id_header ?? undefined,
    client_address: row.client_address ?? undefined,
    client_name: row.client_name ?? undefined,
    username: row.username ?? undefined,
    recipient_count: row.recipient_count,
    states: { ...row.states },
    recipients: row.recipients.map((recipient) => ({
      address: recipient.address,
      state: recipient.state,
      last_reply:
        recipient.reply_code === null
          ? undefined
          : {
              code: recipient.reply_code,
              enhanced_code: recipient.enhanced_code ?? undefined,
              text: recipient.reply_text ?? "",
            },
      detail: recipient.detail ?? undefined,
    })),
  };
}
