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

/** Each recipient succeeds or fails on its own; the failure of the message counts for those without one of their own. */
export function judgeAttempt(recipients: readonly Recipient[], result: TransactionResult): Judgement {
  const own = new Map(result.recipients.map(({ address, failure }) => [address, failure]));
  const delivered: Recipient[] = [];
  const refused: { recipient: Recipient; failure: Failure }[] = [];
  const left: Recipient[] = [];
  let failure: Failure | undefined;
  for (const recipient of recipients) {
    const ownFailure = own.get(recipient.address);
    const reason = ownFailure ?? (result.status === "delivered" ? undefined : result.failure);
    if (!reason) delivered.push(recipient);
    else if (ownFailure && isPermanent(ownFailure)) refused.push({ recipient, failure: ownFailure });
    else {
      left.push(recipient);
      // The message's own failure outranks that of a single recipient.
      failure = failure && failure.scope !== "recipient" ? failure : reason;
    }
  }
  return { delivered, refused, left, failure };
}
