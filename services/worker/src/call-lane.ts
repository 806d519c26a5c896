import { type LaneKey, maxConnectionsOf } from "@postlane/mail";
import type { SessionDeps } from "./session-deps.ts";

/** A retry's ticket is rounded up to this, so that many share one. */
export const RETRY_ROUND_MS = 1_000;

/** Sees to it that a session comes for a delivery just added to a lane: now, or when it is due (Unix milliseconds). */
export async function callLane(deps: SessionDeps, lane: LaneKey, dueAtMs: number): Promise<void> {
  if (dueAtMs > deps.now()) return deps.lanes.offerTimedTicket(lane, dueAtMs, RETRY_ROUND_MS);
  const { domainRules, relays } = deps.settings();
  await deps.lanes.callSession(lane, maxConnectionsOf(lane, domainRules, relays));
}
