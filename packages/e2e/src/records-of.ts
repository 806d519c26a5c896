import type { LogRecord, RecordKind } from "@postlane/mail";
import type { Postlane } from "@postlane/testkit";

const ENDS: ReadonlySet<RecordKind> = new Set(["delivered", "bounced", "expired", "held", "cancelled", "suppressed"]);

/** The records of a message, oldest first, once every recipient has come to an end. @throws Error after `timeoutMs` (45,000) */
export async function finishedRecords(
  postlane: Postlane,
  messageId: string | undefined,
  recipients = 1,
  timeoutMs = 45_000,
): Promise<LogRecord[]> {
  const mine = (records: readonly LogRecord[]) => records.filter((record) => record.messageId === messageId);
  const all = await postlane.waitForRecords((records) => {
    const ended = mine(records).filter((record) => ENDS.has(record.kind));
    return ended.reduce((sum, record) => sum + record.recipients.length, 0) >= recipients;
  }, timeoutMs);
  return mine(all);
}

/** `deferred rcpt 4.2.0` for each record: what a reader sees at a glance. */
export function outline(records: readonly LogRecord[]): string[] {
  return records.map((record) => [record.kind, record.step, record.enhancedCode].filter(Boolean).join(" "));
}

/** The steps of an attempt, each once, in order. */
export function stepsOf(record: LogRecord | undefined): string[] {
  return [...new Set(record?.transcript?.map((entry) => entry.step))];
}
