import type { LogRecord, RecordKind } from "@postlane/mail";

export const NOW = Date.parse("2026-03-10T12:00:00Z");
let made = 0;

/** A UUIDv7 of a moment, each one larger than the one before in the same millisecond. */
export function messageIdAt(unixMs: number): string {
  const time = unixMs.toString(16).padStart(12, "0");
  const n = (made++).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n}`;
}

export function buildRecord(kind: RecordKind, messageId: string, more: Partial<LogRecord> = {}): LogRecord {
  const attempt = kind === "received" ? undefined : (more.attempt ?? 1);
  return {
    id: `${messageId}${attempt === undefined ? "" : ".0"}/${attempt ?? 0}/${kind}`,
    kind,
    at: NOW + (attempt ?? 0) * 1_000,
    messageId,
    reversePath: "sender@example.org",
    recipients: ["rcpt@example.com"],
    ...(attempt === undefined
      ? { sizeBytes: 1_234, clientAddress: "192.0.2.7", subject: "Hello" }
      : { attempt, deliveryId: `${messageId}.0`, lane: "direct:example.com" as const }),
    ...more,
  };
}
