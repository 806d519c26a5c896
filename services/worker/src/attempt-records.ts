import type { LedgerEntry } from "@postlane/ledger";
import type { Decision, Failure, LogRecord, Recipient, RecordKind, Reply, Transcript } from "@postlane/mail";
import type { Connection } from "@postlane/smtp-client";

/** Facts that every record of one attempt shares. */
export interface AttemptFacts {
  readonly entry: LedgerEntry;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  readonly rule: string;
  readonly relayId?: string;
  readonly worker: string;
  readonly connection?: Connection;
  readonly transcript: Transcript;
  readonly uncertain?: boolean;
  readonly nowMs: number;
}

/** A record of one kind for some recipients of the attempt. @param suffix tells several records of a kind apart */
export function attemptRecord(
  facts: AttemptFacts,
  kind: RecordKind,
  recipients: readonly Recipient[],
  more: Partial<LogRecord>,
  suffix = "",
): LogRecord {
  const { entry, connection } = facts;
  return {
    id: `${entry.delivery.deliveryId}/${facts.attempt}/${kind}${suffix}`,
    kind,
    at: facts.nowMs,
    messageId: entry.head.messageId,
    deliveryId: entry.delivery.deliveryId,
    reversePath: entry.head.envelope.reversePath,
    recipients: recipients.map((recipient) => recipient.address),
    domain: entry.delivery.domain,
    lane: entry.delivery.lane,
    attempt: facts.attempt,
    relayId: facts.relayId,
    rule: facts.rule,
    mxHost: connection?.target.host,
    mxAddress: connection?.target.address,
    tlsVersion: connection?.tls?.version,
    tlsCipher: connection?.tls?.cipher,
    worker: facts.worker,
    transcript: facts.transcript,
    uncertain: facts.uncertain,
    sinceReceivedMs: facts.nowMs - entry.head.receivedAtMs,
    ...more,
  };
}

export function failureFields(failure: Failure): Partial<LogRecord> {
  return {
    step: failure.step,
    reply: failure.reply,
    enhancedCode: failure.enhancedCode,
    detail: failure.detail,
  };
}

export function deliveredFields(reply: Reply | undefined): Partial<LogRecord> {
  return { step: "data-end", reply, enhancedCode: reply?.enhancedCode };
}

/** The record that tells what was decided for the recipients an attempt left undelivered. */
export function decisionRecord(
  facts: AttemptFacts,
  recipients: readonly Recipient[],
  failure: Failure,
  decision: Decision,
): LogRecord {
  const fields = failureFields(failure);
  switch (decision.action) {
    case "bounce":
      return attemptRecord(facts, "bounced", recipients, fields);
    case "expire":
      return attemptRecord(facts, "expired", recipients, fields);
    case "reroute":
      return attemptRecord(facts, "rerouted", recipients, { ...fields, nextLane: decision.lane });
    case "retry": {
      const nextLane = decision.lane === facts.entry.delivery.lane ? undefined : decision.lane;
      return attemptRecord(facts, "deferred", recipients, { ...fields, nextAt: decision.atMs, nextLane });
    }
  }
}

/**
 * Recipients refused for good with the same reply share a record. The first tells the whole transcript, the others what was said to their
 * own: a server that has another word for each of a hundred recipients must not have it all written a hundred times.
 */
export function refusedRecords(
  facts: AttemptFacts,
  refused: readonly { readonly recipient: Recipient; readonly failure: Failure }[],
): readonly LogRecord[] {
  const groups = new Map<string, { failure: Failure; recipients: Recipient[] }>();
  for (const { recipient, failure } of refused) {
    const key = `${failure.enhancedCode} ${failure.detail} ${failure.reply?.text ?? ""}`;
    const group = groups.get(key) ?? { failure, recipients: [] };
    group.recipients.push(recipient);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ failure, recipients }, i) => {
    const transcript = i === 0 ? facts.transcript : saidTo(recipients, facts.transcript);
    return attemptRecord(facts, "bounced", recipients, { ...failureFields(failure), transcript }, `/refused-${i}`);
  });
}

function saidTo(recipients: readonly Recipient[], transcript: Transcript): Transcript {
  const commands = recipients.map(({ address }) => `RCPT TO:<${address}>`);
  return transcript.filter(({ step, command }) => step === "rcpt" && commands.some((own) => command.startsWith(own)));
}
