import type { HttpLogRecord } from "@postlane/contract";
import type { LogRecord, Reply } from "@postlane/mail";

/** A record as the api tells it: snake_case, RFC 3339 times; its transcript is told with the attempt. */
export function toHttpRecord(record: LogRecord): HttpLogRecord {
  return {
    id: record.id,
    kind: record.kind,
    at: timeOf(record.at),
    message_id: record.messageId,
    delivery_id: record.deliveryId,
    sender: record.reversePath,
    recipients: [...record.recipients],
    domain: record.domain,
    lane: record.lane,
    next_lane: record.nextLane,
    attempt: record.attempt,
    relay: record.relayId,
    rule: record.rule,
    step: record.step,
    reply: record.reply && toHttpReply(record.reply),
    enhanced_code: record.enhancedCode,
    by: record.by,
    detail: record.detail,
    next_at: record.nextAt === undefined ? undefined : timeOf(record.nextAt),
    mx_host: record.mxHost,
    mx_address: record.mxAddress,
    tls_version: record.tlsVersion,
    tls_cipher: record.tlsCipher,
    worker: record.worker,
    client_address: record.clientAddress,
    client_name: record.clientName,
    username: record.username,
    size_bytes: record.sizeBytes,
    message_id_header: record.messageIdHeader,
    subject: record.subject,
    uncertain: record.uncertain,
    report_id: record.reportId,
    report_withheld: record.reportWithheld,
    report_of: record.reportOf,
    since_received_ms: record.sinceReceivedMs,
  };
}

export function toHttpReply({ code, enhancedCode, text }: Reply): NonNullable<HttpLogRecord["reply"]> {
  return { code, enhanced_code: enhancedCode, text };
}

export function timeOf(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
