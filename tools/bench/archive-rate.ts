import { createLogWriter, type Database, smallestMessageId } from "@postlane/database";
import type { LogRecord, Transcript } from "@postlane/mail";
import { nowMs } from "./statistics.ts";

const BATCH = 500;
const STEPS = ["connect", "greeting", "ehlo", "mail", "rcpt", "data", "data-end"] as const;

/** Records a second that one writer archives: received and delivered of each message, with a transcript of seven steps. */
export async function archiveRate(database: Database, records: number): Promise<number> {
  const log = createLogWriter(database);
  const made = Array.from({ length: records / 2 }, (_, n) => recordsOf(n)).flat();
  await log.write(made.splice(0, BATCH));
  const count = made.length;
  const startedAt = nowMs();
  for (let at = 0; at < count; at += BATCH) await log.write(made.slice(at, at + BATCH));
  return (count * 1000) / (nowMs() - startedAt);
}

function recordsOf(n: number): LogRecord[] {
  const at = Date.now();
  const messageId = `${smallestMessageId(at).slice(0, 13)}-7000-8000-${n.toString(16).padStart(12, "0")}`;
  const common = { messageId, reversePath: "sender@example.org", recipients: [`user${n}@d${n % 100}.test`] };
  const transcript: Transcript = STEPS.map((step) => ({
    step,
    command: `${step} of a transaction`,
    reply: { code: 250, enhancedCode: "2.0.0", text: "mx1.example.com Ok, an answer of usual length" },
    startedAtMs: at,
    durationMs: 1.5,
  }));
  const delivered = {
    id: `${messageId}.0/1/delivered`,
    deliveryId: `${messageId}.0`,
    attempt: 1,
    lane: `direct:d${n % 100}.test` as const,
    rule: "*",
    reply: transcript[6]!.reply,
    mxHost: "mx1.example.com",
    mxAddress: "192.0.2.1",
    worker: "worker-1",
    transcript,
  };
  return [
    {
      ...common,
      id: `${messageId}/0/received`,
      kind: "received",
      at,
      sizeBytes: 4096,
      subject: "Your order",
      messageIdHeader: `<${n}@x>`,
    },
    { ...common, ...delivered, kind: "delivered", at },
  ];
}
