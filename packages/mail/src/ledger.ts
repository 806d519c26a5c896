import type { ReportDue } from "./dsn/report.ts";
import type { Envelope, Recipient } from "./envelope.ts";
import type { LaneKey } from "./lane.ts";
import type { Progress } from "./progress.ts";
import type { Hold, Wish } from "./wish.ts";

/** Where the body of a message lies. `redis:` beside the ledger, `file:` in the spool directory. */
export type SpoolRef = string;

/** The part of a ledger that never changes. */
export interface MessageHead {
  readonly messageId: string;
  readonly envelope: Omit<Envelope, "recipients">;
  readonly receivedAtMs: number;
  readonly sizeBytes: number;
  readonly spoolRef: SpoolRef;
  /** The header section holds UTF-8, so a server without SMTPUTF8 cannot take it (RFC 6531). */
  readonly utf8Headers?: boolean;
  /** The body holds bytes above 127. */
  readonly eightBit?: boolean;
  readonly clientAddress?: string;
  readonly clientName?: string;
  readonly username?: string;
  readonly messageIdHeader?: string;
  readonly subject?: string;
}

/**
 * `open`, `dot` (the final dot may have been sent), `delivered`, `failed`, `held`.
 * delivered and failed are ends: nothing may leave them.
 */
export type DeliveryState = "open" | "dot" | "delivered" | "failed" | "held";

/** One delivery as its ledger tells it: the recipients of one domain that are still open, and how far it has come. */
export interface LedgerDelivery {
  readonly deliveryId: string;
  readonly domain: string;
  readonly lane: LaneKey;
  readonly state: DeliveryState;
  /** Recipients still to be delivered. */
  readonly recipients: readonly Recipient[];
  readonly progress: Progress;
  readonly reports?: ReportsDue;
  /** What somebody wants of it, not yet come true. */
  readonly wish?: Wish;
  /** Why it is held; read with the whole message only. */
  readonly hold?: Hold;
}

/** Reports that have to become messages before anything else is done with a delivery, whoever claims it. */
export interface ReportsDue {
  readonly due: readonly ReportDue[];
  /** How the delivery ends then; absent while recipients are left. */
  readonly end?: "delivered" | "failed";
}

export function deliveryIdOf(messageId: string, index: number): string {
  return `${messageId}.${index}`;
}

export function messageIdOf(deliveryId: string): string {
  return deliveryId.slice(0, deliveryId.lastIndexOf("."));
}
