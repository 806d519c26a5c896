import { type Failure, isPermanent, type Recipient } from "@postlane/mail";
import type { TransactionResult } from "@postlane/smtp-client";

/** How an attempt ended for each recipient. */
export interface Judgement {
  readonly delivered: readonly Recipient[];
  /** Refused for good, each with its failure. */
  readonly refused: readonly RecipientFailure[];
  /** Accepted at RCPT, but the message was not taken, or nobody knows. */
  readonly unanswered: readonly Recipient[];
  /** Put off at RCPT: they have not got it in any case. */
  readonly putOff: readonly RecipientFailure[];
  /** What decides for those who are left (unanswered and put off); undefined when nobody is. */
  readonly failure?: Failure;
}

export interface RecipientFailure {
  readonly recipient: Recipient;
  readonly failure: Failure;
}

/**
 * Each recipient succeeds or fails on its own; what the message met counts for those without a failure of their own. A recipient
 * put off at RCPT is tried again whatever became of the content: that was not its answer.
 */
export function judgeAttempt(recipients: readonly Recipient[], result: TransactionResult): Judgement {
  const ownFailures = new Map(result.recipients.map(({ address, failure }) => [address, failure]));
  const ofMessage = result.status === "delivered" ? undefined : result.failure;
  const delivered: Recipient[] = [];
  const refused: RecipientFailure[] = [];
  const unanswered: Recipient[] = [];
  const putOff: RecipientFailure[] = [];
  for (const recipient of recipients) {
    const own = ownFailures.get(recipient.address);
    const failure = own ?? ofMessage;
    if (!failure) delivered.push(recipient);
    else if (isPermanent(failure)) refused.push({ recipient, failure });
    else if (own) putOff.push({ recipient, failure });
    else unanswered.push(recipient);
  }
  // What the message met outranks what a single recipient met.
  const failure = ofMessage && !isPermanent(ofMessage) ? ofMessage : putOff[0]?.failure;
  return {
    delivered,
    refused,
    unanswered,
    putOff,
    failure: unanswered.length + putOff.length > 0 ? failure : undefined,
  };
}
