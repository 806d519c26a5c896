import { createHash } from "node:crypto";
import { EVENT_TYPES, type EventType, type WebhookEvent } from "@postlane/contract";
import type { LogRecord, RecordKind, TranscriptEntry } from "@postlane/mail";
import type { WebhookJob } from "@postlane/queue";
import { toHttpRecord } from "../messages/log-record.ts";

/** What is sent stays far below the 20 KiB that receivers of Standard Webhooks are advised to take. */
const MOST_RECIPIENTS = 50;
const MOST_STEPS = 6;
const LONG_TEXT = 500;
const SHORT_TEXT = 200;
const MOST_BYTES = 20_000;

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
  const whole = describe(type, record, MOST_RECIPIENTS, MOST_STEPS);
  const payload = JSON.stringify(whole);
  if (Buffer.byteLength(payload) <= MOST_BYTES) return payload;
  // Text of control characters takes six bytes a character as JSON.
  return JSON.stringify(describe(type, record, 5, 0));
}

function describe(type: EventType, record: LogRecord, recipients: number, steps: number): WebhookEvent {
  const told = toHttpRecord(record);
  const { reply } = told;
  return {
    type,
    timestamp: told.at,
    data: {
      ...shortened(told),
      ...(reply && { reply: { ...reply, text: cut(reply.text, LONG_TEXT) } }),
      recipients: told.recipients.slice(0, recipients).map((address) => cut(address, LONG_TEXT)),
      recipient_count: told.recipients.length,
      ...(record.transcript && steps > 0 && { transcript: record.transcript.slice(-steps).map(describeStep) }),
    },
  };
}

/** Ids are whole: receivers find messages by them. */
function shortened(told: ReturnType<typeof toHttpRecord>): ReturnType<typeof toHttpRecord> {
  const entries = Object.entries(told).map(([name, value]) => [
    name,
    typeof value === "string" && !name.endsWith("id") ? cut(value, LONG_TEXT) : value,
  ]);
  return Object.fromEntries(entries) as ReturnType<typeof toHttpRecord>;
}

function describeStep({ step, command, reply, detail, durationMs }: TranscriptEntry) {
  const text = reply?.text ?? detail;
  return {
    step,
    command: cut(command, SHORT_TEXT),
    ...(reply && { code: reply.code }),
    ...(text !== undefined && { text: cut(text, SHORT_TEXT) }),
    duration_ms: durationMs,
  };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
