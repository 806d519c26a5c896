import type { Recipient } from "../envelope.ts";
import type { Reply } from "../reply.ts";

/**
 * What a report tells the sender (RFC 3464): some recipients will never get the message, have not got it yet, or it was
 * passed on to a server that will not report.
 */
export const REPORT_KINDS = ["failure", "delay", "success"] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What became of some recipients, for the same reason. */
export interface ReportedGroup {
  readonly recipients: readonly Pick<Recipient, "address" | "orcpt">[];
  /** RFC 3463 code: of the reply, or of the local cause. */
  readonly status: string;
  readonly reply?: Reply;
  /** For people: what happened, with the host's name. */
  readonly detail?: string;
  /** Who gave the reply. */
  readonly remoteHost?: string;
  /** When it was tried last, Unix milliseconds; absent when it never was. */
  readonly lastAttemptMs?: number;
}

/** A report that is due: its facts are kept with the delivery until it has become a message. */
export interface ReportDue {
  /** Of the report. */
  readonly messageId: string;
  readonly kind: ReportKind;
  /** When it became due, Unix milliseconds. */
  readonly atMs: number;
  readonly groups: readonly ReportedGroup[];
  /** delay: until when it will be tried. */
  readonly retryUntilMs?: number;
}

/** How senders are told, as an operator sets it. */
export interface ReportSettings {
  readonly failure: boolean;
  /** Age from which a message that has to wait is reported, once; 0 = never. */
  readonly delayAfterSeconds: number;
  readonly success: boolean;
  /** What a recipient without NOTIFY stands for (RFC 3461 section 4.1 leaves it to the server). */
  readonly withoutNotify: "failure" | "failure-and-delay";
  /** Only senders that logged in are told. */
  readonly authenticatedOnly: boolean;
  /** Only senders of these domains are told: `example.com`, `*.example.com`; empty = of any. */
  readonly senderDomains: readonly string[];
  /** Gets a copy of every failure report that is sent; empty = nobody. */
  readonly copyTo: string;
  /** `From` of reports; empty = MAILER-DAEMON at the server's name. */
  readonly fromAddress: string;
  /** Largest message (or header section) that goes back with a report. */
  readonly maxOriginalBytes: number;
}
