import type { Readable } from "node:stream";
import type { Envelope } from "@postlane/mail";

/** What passes over the counter, whatever brought it: SMTP, HTTP, a report of our own. */
export interface Submission {
  /** From `newMessageId()`: the Received header needs it before the content flows. */
  readonly messageId: string;
  readonly envelope: Envelope;
  /** The whole content with canonical CRLF, our Received header in front. An error of the stream is thrown on unchanged and nothing is kept. */
  readonly content: Readable | Buffer;
  /** Read after the content has flowed. */
  facts(): ContentFacts;
  readonly clientAddress?: string;
  readonly clientName?: string;
  readonly username?: string;
  /** The message this one is a report of. */
  readonly reportOf?: string;
  /** The caller hands it in again, under the same id, until it is taken: it is made once, and a failure takes nothing back. */
  readonly once?: boolean;
}

export interface ContentFacts {
  readonly messageIdHeader?: string;
  readonly subject?: string;
  /** The header section holds bytes above 127. */
  readonly utf8Headers: boolean;
  /** Any byte above 127. */
  readonly eightBit: boolean;
}

export interface Accepted {
  readonly messageId: string;
  readonly sizeBytes: number;
}

export interface Intake {
  /** UUIDv7. */
  newMessageId(): string;
  /** Why mail for this domain cannot go anywhere under the present rules, or undefined. */
  routeProblem(domain: string): string | undefined;
  /**
   * Resolves when the message is durable: only then may 250 be said.
   * @throws IntakeUnavailable when Redis or the spool cannot take it now: 451 4.3.0, nothing is kept.
   */
  accept(submission: Submission): Promise<Accepted>;
}

/** Nothing was kept; the client may try again. The cause is for the log, never for the client. */
export class IntakeUnavailable extends Error {
  override readonly name = "IntakeUnavailable";
}
