/** What a person can want of a delivery that has not ended; `retry` needs no word in the ledger. */
export type WishAction = "cancel" | "hold" | "release" | "move" | "assume_delivered";

/**
 * What somebody wants of a delivery, as its ledger remembers it until it has come true. Whoever reads it does not begin an attempt; while one
 * is under way it waits, and comes to nothing when the attempt delivers.
 */
export interface Wish {
  /** One for each operation: what is written for it twice is written once. */
  readonly id: string;
  readonly action: WishAction;
  /** move: where to. */
  readonly relayId?: string;
  /** cancel: id of the message that tells the sender; absent when nobody is to be told. */
  readonly reportId?: string;
  readonly by: string;
  readonly reason: string;
  /** Unix milliseconds. */
  readonly atMs: number;
}

/** Why a delivery is held. */
export interface Hold {
  /** Who wanted it; absent: the rule's policy for uncertain deliveries. */
  readonly by?: string;
  readonly reason: string;
  /** Unix milliseconds. */
  readonly sinceMs: number;
  /** The mail may have arrived already. */
  readonly uncertain?: boolean;
}
