import { type Failure, isPermanent, type Recipient } from "@postlane/mail";
import type { TransactionResult } from "@postlane/smtp-client";

/** How an attempt ended for each recipient. */
export interface Judgement {
  readonly delivered: readonly Recipient[];
  /** Refused for good, each with its own failure. */
  readonly refused: readonly { readonly recipient: Recipient; readonly failure: Failure }[];
  /** Still to be delivered, and the failure that decides what follows for them. */
  readonly left: readonly Recipient[];
  readonly failure?: Failure;
}

/**
 * Each recipient succeeds or fails on its own; what the message met counts for those without a failure of their own. A recipient
 * put off at RCPT is tried again whatever became of the content: that was not its answer.
 */
export function judgeAttempt(recipients: readonly Recipient[], result: TransactionResult): Judgement {
  const own = new Map(result.recipients.map(({ address, failure }) => [address, failure]));
  const ofMessage = result.status === "delivered" ? undefined : result.failure;
  const delivered: Recipient[] = [];
  const refused: { recipient: Recipient; failure: Failure }[] = [];
  const left: Recipient[] = [];
  let failure = ofMessage && !isPermanent(ofMessage) ? ofMessage : undefined;
  for (const recipient of recipients) {
    const reason = own.get(recipient.address) ?? ofMessage;
    if (!reason) delivered.push(recipient);
    else if (isPermanent(reason)) refused.push({ recipient, failure: reason });
    else {
      left.push(recipient);
      failure ??= reason;
    }
  }
  return { delivered, refused, left, failure: left.length > 0 ? failure : undefined };
}
