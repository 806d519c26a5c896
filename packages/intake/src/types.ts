import type { Readable } from "node:stream";
import type { Envelope, Recipient } from "@postlane/mail";
import type { Suppression } from "@postlane/suppressions";
import type { Reporter } from "./reports/create-reporter.ts";

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
  /** What `lookUp` gave for the envelope's recipients, if it was asked already. */
  readonly suppressed?: Promise<ReadonlyMap<string, Suppression>> | undefined;
  /** Read after the content has flowed: by what a repeated submission is known. */
  readonly repeatKey?: () => RepeatKey | undefined;
}

/** Submissions of one scope with the same key, sender and recipients are one message, for a day. */
export interface RepeatKey {
  /** Whose key it is: the user's name, or where the client comes from. */
  readonly scope: string;
  readonly key: string;
  /** Digest of the whole request, where it is known: another one is then refused whatever it is for. */
  readonly request?: string;
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
  /** Recipients that get nothing, because they are on the suppression list; each has its record. */
  readonly suppressed: number;
  /** It was accepted before, as the message id says; nothing was taken now. */
  readonly replayed?: boolean;
}

export interface Intake {
  /** UUIDv7. */
  newMessageId(): string;
  /** Why mail for this domain cannot go anywhere under the present rules, or undefined. */
  routeProblem(domain: string): string | undefined;
  /**
   * Asks which recipients are suppressed, so that the answer is there when the content is. Undefined when surely none is. The promise
   * must be given to `accept` or its failure be caught.
   */
  lookUp(recipients: readonly Recipient[]): Submission["suppressed"];
  /**
   * Resolves when the message is durable: only then may 250 be said.
   * @throws IntakeUnavailable when Redis or the spool cannot take it now: 451 4.3.0, nothing is kept; IdempotencyKeyReused.
   */
  accept(submission: Submission): Promise<Accepted>;
}

/** An intake, and who tells the senders of what it takes. */
export interface ReportingIntake extends Intake {
  readonly reporter: Reporter;
}

/** Nothing was kept; the client may try again. The cause is for the log, never for the client. */
export class IntakeUnavailable extends Error {
  override readonly name = "IntakeUnavailable";
}

/** The key of a repeatable submission belongs to another message: nothing was kept. */
export class IdempotencyKeyReused extends Error {
  override readonly name = "IdempotencyKeyReused";
}
