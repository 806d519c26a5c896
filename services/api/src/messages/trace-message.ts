import type { MessageTrace, WaitingShort } from "@postlane/contract";
import { stateAfter, supersedes } from "@postlane/database";
import type { Suspensions } from "@postlane/control";
import { domainOf, type LedgerDelivery, type LogRecord, type Suspension } from "@postlane/mail";
import { timeOf, toHttpRecord, toHttpReply } from "./log-record.ts";
import type { MessageFacts } from "./message-sources.ts";
import { traceAttempts } from "./trace-attempts.ts";

type TracedRecipient = MessageTrace["recipients"][number];

/** The whole story of a message, or undefined when nobody knows it. */
export function traceMessage(facts: MessageFacts, suspensions?: Pick<Suspensions, "of">): MessageTrace | undefined {
  const records = mergeRecords(facts);
  const head = headOf(facts, records);
  if (!head) return undefined;
  const recipients = traceRecipients(records, facts, suspensions);
  const states: Record<string, number> = {};
  for (const { state } of recipients) states[state] = (states[state] ?? 0) + 1;
  return {
    message: { ...head, recipient_count: recipients.length, states, held: facts.ledger !== undefined },
    recipients,
    attempts: traceAttempts(records),
    records: records.map(toHttpRecord),
    unavailable: [...facts.unavailable],
  };
}

/** The story with why each open recipient waits. @param waiting by delivery id */
export function withWaiting(trace: MessageTrace, waiting: ReadonlyMap<string, WaitingShort>): MessageTrace {
  const recipients = trace.recipients.map((recipient): TracedRecipient => {
    const isOpen = recipient.state === "queued" || recipient.state === "deferred" || recipient.state === "held";
    const why = isOpen ? waiting.get(recipient.delivery_id ?? "") : undefined;
    return why ? { ...recipient, waiting: why } : recipient;
  });
  return { ...trace, recipients };
}

/** What is archived and what waits for it may overlap; a record's id tells. */
export function mergeRecords({ logged, pending }: Pick<MessageFacts, "logged" | "pending">): LogRecord[] {
  const records = new Map((logged?.records ?? []).map((record) => [record.id, record]));
  for (const record of pending) if (!records.has(record.id)) records.set(record.id, record);
  return [...records.values()].sort((a, b) => a.at - b.at || (a.attempt ?? 0) - (b.attempt ?? 0));
}

function headOf({ logged, ledger }: MessageFacts, records: readonly LogRecord[]) {
  if (ledger) {
    const { head } = ledger;
    return {
      id: head.messageId,
      received_at: timeOf(head.receivedAtMs),
      sender: head.envelope.reversePath,
      size_bytes: head.sizeBytes,
      subject: head.subject,
      message_id_header: head.messageIdHeader,
      client_address: head.clientAddress,
      client_name: head.clientName,
      username: head.username,
    };
  }
  // The record has the whole of each text, the row of the table a shortened one.
  const record = records.find(({ kind }) => kind === "received") ?? records[0];
  if (!record) return undefined;
  return {
    id: record.messageId,
    received_at:
      record.kind === "received"
        ? timeOf(record.at)
        : (logged?.message.received_at ?? new Date(record.at)).toISOString(),
    sender: record.reversePath,
    size_bytes: record.sizeBytes,
    subject: record.subject,
    message_id_header: record.messageIdHeader,
    client_address: record.clientAddress,
    client_name: record.clientName,
    username: record.username,
  };
}

function traceRecipients(
  records: readonly LogRecord[],
  { ledger }: MessageFacts,
  suspensions: Pick<Suspensions, "of"> | undefined,
): TracedRecipient[] {
  const newest = new Map<string, LogRecord>();
  const attempts = new Map<string, number>();
  for (const record of records) {
    for (const address of record.recipients) {
      const known = newest.get(address);
      if (!known || supersedes(record, known)) newest.set(address, record);
      attempts.set(address, Math.max(attempts.get(address) ?? 0, record.attempt ?? 0));
    }
  }
  const traced = new Map<string, TracedRecipient>();
  for (const [address, record] of newest) traced.set(address, fromRecord(address, record, attempts.get(address)!));
  for (const delivery of ledger?.deliveries ?? []) {
    for (const { address } of delivery.recipients) {
      const told = traced.get(address) ?? unheardOf(address, ledger!.head.receivedAtMs);
      traced.set(address, withLedger(told, delivery, suspensions?.of(delivery.lane, delivery.domain)));
    }
  }
  return [...traced.values()];
}

function fromRecord(address: string, record: LogRecord, attempts: number): TracedRecipient {
  return {
    address,
    domain: domainOf(address),
    state: stateAfter(record.kind),
    changed_at: timeOf(record.at),
    delivery_id: record.deliveryId,
    lane: record.nextLane ?? record.lane,
    relay: record.relayId,
    rule: record.rule,
    attempts,
    step: record.step,
    last_reply: record.reply && toHttpReply(record.reply),
    enhanced_code: record.enhancedCode,
    detail: record.detail,
    next_at: record.nextAt === undefined ? undefined : timeOf(record.nextAt),
  };
}

/** In the ledger, yet in no record: the log lost some. */
function unheardOf(address: string, receivedAtMs: number): TracedRecipient {
  return { address, domain: domainOf(address), state: "queued", changed_at: timeOf(receivedAtMs), attempts: 0 };
}

/** The ledger is the truth about what is not finished; a record of an end is newer than the ledger read before it. */
function withLedger(
  told: TracedRecipient,
  delivery: LedgerDelivery,
  suspension: Suspension | undefined,
): TracedRecipient {
  if (!["queued", "deferred", "held"].includes(told.state) || ["delivered", "failed"].includes(delivery.state))
    return told;
  const held = delivery.state === "held";
  return {
    ...told,
    state: held ? "held" : told.state === "held" ? "queued" : told.state,
    delivery_id: delivery.deliveryId,
    lane: delivery.lane,
    attempts: Math.max(told.attempts, delivery.progress.attempts),
    ...stoppedBy(delivery, held ? undefined : suspension),
  };
}

/** Whose word keeps it from being sent, or will change its way. */
function stoppedBy(
  { state, hold, wish }: LedgerDelivery,
  suspension: Suspension | undefined,
): Pick<TracedRecipient, "hold" | "order" | "suspended"> {
  const held = state === "held" ? hold : undefined;
  return {
    hold: held && { reason: held.reason, by: held.by, since: timeOf(held.sinceMs), uncertain: held.uncertain },
    order: wish && {
      action: wish.action,
      relay: wish.relayId,
      by: wish.by,
      reason: wish.reason,
      at: timeOf(wish.atMs),
    },
    suspended: suspension && {
      id: suspension.id,
      by: suspension.by,
      reason: suspension.reason,
      since: timeOf(suspension.sinceMs),
      until: suspension.untilMs === undefined ? undefined : timeOf(suspension.untilMs),
    },
  };
}
