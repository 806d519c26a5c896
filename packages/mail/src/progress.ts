import type { LaneKey } from "./lane.ts";

/** How far a delivery has come; kept in its ledger, changed only when an attempt has ended. */
export interface Progress {
  /** All attempts so far; the number of the last one. */
  readonly attempts: number;
  readonly directAttempts: number;
  readonly relayAttempts: number;
  /** Relays tried in the present round, in order. */
  readonly relaysTried: readonly string[];
  /** When it came into its present lane, Unix milliseconds: outages of the lane after this are charged to it. */
  readonly laneSinceMs: number;
  /** Milliseconds it was held so far: they do not count towards its expiry. */
  readonly heldMs?: number;
}

export function freshProgress(nowMs: number): Progress {
  return { attempts: 0, directAttempts: 0, relayAttempts: 0, relaysTried: [], laneSinceMs: nowMs };
}

/**
 * The progress with the lane's outages charged: its attempts = its own + outages of the lane since it came.
 * @param outages Unix milliseconds of each outage of `lane`, in any order.
 */
export function chargeOutages(progress: Progress, lane: LaneKey, outages: readonly number[]): Progress {
  let charged = 0;
  let last = progress.laneSinceMs;
  for (const at of outages) {
    if (at <= progress.laneSinceMs) continue;
    charged++;
    if (at > last) last = at;
  }
  return charged === 0 ? progress : { ...countAttempts(progress, lane, charged), laneSinceMs: last };
}

/** When the time for a delivery is used up, Unix milliseconds. */
export function expiryOf(
  receivedAtMs: number,
  { heldMs = 0 }: Progress,
  rule: { readonly expireAfterSeconds: number },
): number {
  return receivedAtMs + heldMs + rule.expireAfterSeconds * 1000;
}

/** The progress after one more attempt of its own on `lane`. */
export function countAttempt(progress: Progress, lane: LaneKey): Progress {
  return countAttempts(progress, lane, 1);
}

function countAttempts(progress: Progress, lane: LaneKey, count: number): Progress {
  const attempts = progress.attempts + count;
  if (lane.startsWith("direct:")) return { ...progress, attempts, directAttempts: progress.directAttempts + count };
  const relayId = lane.slice("relay:".length);
  const relaysTried = progress.relaysTried.includes(relayId)
    ? progress.relaysTried
    : [...progress.relaysTried, relayId];
  return { ...progress, attempts, relayAttempts: progress.relayAttempts + count, relaysTried };
}
