import type { MessageTrace } from "@postlane/contract";
import type { LogRecord, RecordKind } from "@postlane/mail";
import { timeOf, toHttpReply } from "./log-record.ts";

type TracedAttempt = MessageTrace["attempts"][number];

/** What ends or halts a delivery without an attempt, whatever number it stands at. */
const NO_ATTEMPTS: ReadonlySet<RecordKind> = new Set(["held", "cancelled", "suppressed"]);

/** The attempts of all deliveries: one may have left several records when its recipients fared differently. */
export function traceAttempts(records: readonly LogRecord[]): TracedAttempt[] {
  const byAttempt = new Map<string, LogRecord[]>();
  for (const record of records) {
    if (!record.attempt || !record.deliveryId || NO_ATTEMPTS.has(record.kind)) continue;
    const key = `${record.deliveryId}/${record.attempt}`;
    byAttempt.set(key, [...(byAttempt.get(key) ?? []), record]);
  }
  return [...byAttempt.values()].map(traceAttempt);
}

function traceAttempt(records: readonly LogRecord[]): TracedAttempt {
  const first = records[0]!;
  const kinds = new Set(records.map(({ kind }) => kind));
  // One of them tells the whole of it, others may tell what was said to their own recipients.
  const transcripts = records.flatMap((record) => (record.transcript ? [record.transcript] : []));
  const transcript = transcripts.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const some = <K extends keyof LogRecord>(field: K): LogRecord[K] | undefined =>
    records.find((record) => record[field] !== undefined)?.[field];
  const nextAt = some("nextAt");
  return {
    delivery_id: first.deliveryId!,
    number: first.attempt!,
    at: timeOf(first.at),
    outcome: kinds.size === 1 ? first.kind : "mixed",
    lane: first.lane,
    relay: some("relayId"),
    rule: some("rule"),
    mx_host: some("mxHost"),
    mx_address: some("mxAddress"),
    tls_version: some("tlsVersion"),
    tls_cipher: some("tlsCipher"),
    worker: some("worker"),
    next_at: nextAt === undefined ? undefined : timeOf(nextAt),
    uncertain: some("uncertain"),
    steps: transcript.map((entry) => ({
      step: entry.step,
      command: entry.command,
      reply: entry.reply && toHttpReply(entry.reply),
      detail: entry.detail,
      started_at: timeOf(entry.startedAtMs),
      duration_ms: entry.durationMs,
    })),
  };
}
