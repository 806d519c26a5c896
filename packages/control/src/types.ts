import type { LedgerEntry, LedgerStore } from "@postlane/ledger";
import type { DomainRule, LaneKey, LogRecord, Relay } from "@postlane/mail";
import type { LaneContents, Lanes } from "@postlane/queue";
import type { RecordWriter } from "@postlane/records";

/** What a person can do to a delivery. */
export type Action =
  | { readonly kind: "retry" | "hold" | "release" | "assume_delivered" }
  /** @param silently its sender is not told */
  | { readonly kind: "cancel"; readonly silently?: boolean }
  | { readonly kind: "move"; readonly relayId: string };

/** Who wants it, and why; one id for each operation, so that what is done twice is written once. */
export interface Order {
  readonly id: string;
  readonly action: Action;
  readonly by: string;
  readonly reason: string;
  /** Unix milliseconds. */
  readonly atMs: number;
}

/**
 * - `done`
 * - `after_this_attempt`: it is being sent; should this attempt not deliver it, the order comes true then.
 * - `not_possible`: `detail` says why.
 */
export interface ActionResult {
  readonly deliveryId: string;
  readonly result: "done" | "after_this_attempt" | "not_possible";
  readonly detail?: string;
}

/** Tells senders of mail that was cancelled. */
export interface CancelReporter {
  newMessageId(): string;
  /**
   * May be repeated under the same id. @param messageId of the report, if there is to be one
   * @returns the records, with the report's id or why there is none
   */
  tell(entry: LedgerEntry, records: readonly LogRecord[], messageId: string): Promise<readonly LogRecord[]>;
}

export interface ControlDeps {
  readonly ledger: LedgerStore;
  readonly lanes: Pick<Lanes, "enqueue" | "makeDue" | "callSession">;
  readonly contents: Pick<LaneContents, "isClaimed" | "forget" | "noteHeld" | "dropHeld">;
  readonly records: RecordWriter;
  readonly reporter: CancelReporter;
  readonly rules: () => readonly DomainRule[];
  /** Relays that mail can be moved to. */
  readonly relays: () => readonly Pick<Relay, "id" | "enabled">[];
  readonly maxConnections: (lane: LaneKey) => number;
  /** Deletes a body that lies outside of Redis. */
  readonly deleteBody: (spoolRef: string) => Promise<void>;
  readonly now: () => number;
}
