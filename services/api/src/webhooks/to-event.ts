import { createHash } from "node:crypto";
import { EVENT_TYPES, type EventType, type WebhookEvent } from "@postlane/contract";
import type { LogRecord, RecordKind, TranscriptEntry } from "@postlane/mail";
import type { WebhookJob } from "@postlane/queue";
import { toHttpRecord } from "../messages/log-record.ts";

/** What is sent stays far below the 20 KiB that receivers of Standard Webhooks are advised to take. */
const MOST_BYTES = 20_000;

interface Measure {
  readonly recipients: number;
  readonly steps: number;
  /** Longest text, characters. */
  readonly text: number;
}
const ORDINARY: Measure = { recipients: 50, steps: 6, text: 500 };
/** A control character takes six bytes as JSON. */
const SMALL: Measure = { recipients: 5, steps: 0, text: 60 };
const STEP_TEXT = 200;

/** @returns undefined for a kind of record that webhooks are not told of */
export function eventTypeOf(kind: RecordKind): EventType | undefined {
  const type = `message.${kind === "received" ? "accepted" : kind}`;
  return EVENT_TYPES.find((known) => known === type);
}

/** The same for every repeat of a record, so that a receiver can drop repeats. */
export function eventIdOf(recordId: string): string {
  return `evt_${createHash("sha256").update(recordId).digest("hex").slice(0, 32)}`;
}

/** The event that tells of a record, ready to be sent; undefined for a kind nobody is told of. */
export function toEvent(record: LogRecord, nowMs: number): WebhookJob | undefined {
  const type = eventTypeOf(record.kind);
  if (!type) return undefined;
  return {
    eventId: eventIdOf(record.id),
    type,
    messageId: record.messageId,
    payload: payloadOf(type, record),
    queuedAtMs: nowMs,
  };
}

function payloadOf(type: EventType, record: LogRecord): string {
  const payload = JSON.stringify(describe(type, record, ORDINARY));
  return Buffer.byteLength(payload) <= MOST_BYTES ? payload : JSON.stringify(describe(type, record, SMALL));
}

function describe(type: EventType, record: LogRecord, { recipients, steps, text }: Measure): WebhookEvent {
  const told = toHttpRecord(record);
  const { reply } = told;
  return {
    type,
    timestamp: told.at,
    data: {
      ...shortened(told, text),
      ...(reply && { reply: { ...reply, text: cut(reply.text, text) } }),
      recipients: told.recipients.slice(0, recipients).map((address) => cut(address, text)),
      recipient_count: told.recipients.length,
      ...(record.transcript && steps > 0 && { transcript: record.transcript.slice(-steps).map(describeStep) }),
    },
  };
}

/** Ids are whole: receivers find messages by them. */
function shortened(told: ReturnType<typeof toHttpRecord>, length: number): ReturnType<typeof toHttpRecord> {
  const entries = Object.entries(told).map(([name, value]) => [
    name,
    typeof value === "string" && !name.endsWith("id") ? cut(value, length) : value,
  ]);
  return Object.fromEntries(entries) as ReturnType<typeof toHttpRecord>;
}

function describeStep({ step, command, reply, detail, durationMs }: TranscriptEntry) {
  const text = reply?.text ?? detail;
  return {
    step,
    command: cut(command, STEP_TEXT),
    ...(reply && { code: reply.code }),
    ...(text !== undefined && { text: cut(text, STEP_TEXT) }),
    duration_ms: durationMs,
  };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
