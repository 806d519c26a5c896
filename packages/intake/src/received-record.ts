import type { LedgerDelivery, LogRecord, MessageHead, Recipient } from "@postlane/mail";
import type { SpoolPut } from "@postlane/spool";
import type { Submission } from "./types.ts";

/** What stays the same of a message. */
export function headOf(submission: Submission, put: SpoolPut, receivedAtMs: number): MessageHead {
  const { recipients: _, ...envelope } = submission.envelope;
  const facts = submission.facts();
  return {
    messageId: submission.messageId,
    envelope,
    receivedAtMs,
    sizeBytes: put.sizeBytes,
    spoolRef: put.ref,
    utf8Headers: facts.utf8Headers || undefined,
    eightBit: facts.eightBit || undefined,
    clientAddress: submission.clientAddress,
    clientName: submission.clientName,
    username: submission.username,
    messageIdHeader: facts.messageIdHeader,
    subject: facts.subject,
  };
}

/** The record of its acceptance. @param recipients all of them, also those that get nothing because they are suppressed */
export function receivedRecord(
  head: MessageHead,
  recipients: readonly Recipient[],
  deliveries: readonly LedgerDelivery[],
  reportOf?: string,
): LogRecord {
  return {
    id: `${head.messageId}/0/received`,
    kind: "received",
    at: head.receivedAtMs,
    messageId: head.messageId,
    reversePath: head.envelope.reversePath,
    recipients: recipients.map(({ address }) => address),
    lane: deliveries.length === 1 ? deliveries[0]!.lane : undefined,
    domain: deliveries.length === 1 ? deliveries[0]!.domain : undefined,
    clientAddress: head.clientAddress,
    clientName: head.clientName,
    username: head.username,
    sizeBytes: head.sizeBytes,
    messageIdHeader: head.messageIdHeader,
    subject: head.subject,
    reportOf,
  };
}
