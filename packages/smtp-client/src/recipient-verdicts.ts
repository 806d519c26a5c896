import { classifyReply, type Failure, isPermanent, type Reply } from "@postlane/mail";
import type { RecipientResult, TransactionRequest } from "./types.ts";

/** What became of each recipient at RCPT. */
export class RecipientVerdicts {
  accepted = 0;
  readonly #recipients: TransactionRequest["recipients"];
  readonly #failures: (Failure | undefined)[];
  /** A recipient was refused for a reason that concerns the site. */
  #siteRefusal: Failure | undefined;

  /** @param failures of recipients that cannot be sent at all */
  constructor(recipients: TransactionRequest["recipients"], failures: readonly (Failure | undefined)[]) {
    this.#recipients = recipients;
    this.#failures = [...failures];
  }

  refuse(index: number, reply: Reply, host: string): void {
    const failure = classifyReply(reply, "rcpt", host);
    // The recipients a server does accept get their mail, even if it refuses the others because of our host.
    this.#failures[index] = { ...failure, scope: "recipient" };
    if (failure.scope === "site") this.#siteRefusal ??= failure;
  }

  /** Sums up the refusals when no recipient is left: about the site if one of them is, else temporary if one of them is. */
  everyoneRefused(): Failure | undefined {
    if (this.#failures.includes(undefined)) return undefined;
    if (this.#siteRefusal) return this.#siteRefusal;
    const failures = this.#failures as Failure[];
    return { ...(failures.find((failure) => !isPermanent(failure)) ?? failures[0]!), scope: "message" };
  }

  results(): RecipientResult[] {
    return this.#recipients.map(({ address }, index) => {
      const failure = this.#failures[index];
      return failure ? { address, failure } : { address };
    });
  }
}
