import { formatReply, type LogRecord } from "@postlane/mail";
import type { SessionDeps } from "./session-deps.ts";

/** Counts a record and writes the attempt's one line in the log. */
export function noteRecord(deps: SessionDeps, record: LogRecord): void {
  deps.metrics.countRecord(record);
  const { transcript = [] } = record;
  const first = transcript[0];
  const last = transcript.at(-1);
  deps.log.info(
    {
      message_id: record.messageId,
      delivery_id: record.deliveryId,
      lane: record.lane,
      next_lane: record.nextLane,
      attempt: record.attempt,
      outcome: record.kind,
      recipients: record.recipients.length,
      step: record.step,
      reply: record.reply && formatReply(record.reply),
      detail: record.detail,
      host: record.mxHost,
      address: record.mxAddress,
      tls: record.tlsVersion,
      rule: record.rule,
      relay: record.relayId,
      uncertain: record.uncertain,
      report_id: record.reportId,
      report_withheld: record.reportWithheld,
      next_at: record.nextAt && new Date(record.nextAt).toISOString(),
      since_received_ms: record.sinceReceivedMs,
      attempt_ms: first && last && last.startedAtMs + last.durationMs - first.startedAtMs,
    },
    "attempt",
  );
}
