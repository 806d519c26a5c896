import type { LaneKey } from "./lane.ts";
import type { Reply } from "./reply.ts";
import type { Step, Transcript } from "./transcript.ts";

/** The closed set of things that can be said of a message. */
export const RECORD_KINDS = [
  "received",
  "delivered",
  "deferred",
  "rerouted",
  "bounced",
  "expired",
  "held",
  "released",
  "cancelled",
  "suppressed",
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** One row of the delivery log; the same shape for every kind. Absent fields do not apply. */
export interface LogRecord {
  /** `<delivery or message id>/<attempt>/<kind>`: a repeated record is the same row. */
  readonly id: string;
  readonly kind: RecordKind;
  /** Unix milliseconds. */
  readonly at: number;
  readonly messageId: string;
  readonly deliveryId?: string;
  readonly reversePath: string;
  /** The recipients this record speaks of. */
  readonly recipients: readonly string[];
  /** Recipient domain. */
  readonly domain?: string;
  readonly lane?: LaneKey;
  readonly nextLane?: LaneKey;
  readonly attempt?: number;
  readonly relayId?: string;
  /** Pattern of the domain rule that applied. */
  readonly rule?: string;
  /** The failing step, or the last one. */
  readonly step?: Step;
  readonly reply?: Reply;
  readonly enhancedCode?: string;
  /** Whose word it was: of what a person did. */
  readonly by?: string;
  /** Why, for people. */
  readonly detail?: string;
  /** When the next attempt is due, Unix milliseconds. */
  readonly nextAt?: number;
  readonly mxHost?: string;
  readonly mxAddress?: string;
  readonly tlsVersion?: string;
  readonly tlsCipher?: string;
  readonly worker?: string;
  readonly transcript?: Transcript;
  /** received: who handed it in, and what. */
  readonly clientAddress?: string;
  readonly clientName?: string;
  readonly username?: string;
  readonly sizeBytes?: number;
  readonly messageIdHeader?: string;
  readonly subject?: string;
  /** A worker died between the final dot and the answer: the mail may have arrived already. */
  readonly uncertain?: boolean;
  /** The message that reports this to the sender. */
  readonly reportId?: string;
  /** Why the sender is not told although a report is due. */
  readonly reportWithheld?: string;
  /** received: this message is a report about that one. */
  readonly reportOf?: string;
  /** Milliseconds from acceptance to this record. */
  readonly sinceReceivedMs?: number;
}
