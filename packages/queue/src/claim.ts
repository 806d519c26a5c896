import type { LaneKey } from "@postlane/mail";

/** A delivery taken from its lane by one session: a BullMQ lock. */
export interface Claim {
  readonly lane: LaneKey;
  readonly deliveryId: string;
  readonly token: string;
  /** When it came into the lane, Unix milliseconds. */
  readonly addedAtMs: number;
  /** performance.now() until which the lock surely holds; moved on by `extend`. */
  validUntil: number;
}

/** The last word before a final dot: whether the lock still holds, by the local clock alone. */
export function holds(claim: Claim, now: number): boolean {
  return now < claim.validUntil;
}
