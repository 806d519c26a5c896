import { type LaneKey, ruleFor } from "@postlane/mail";
import type { SessionDeps } from "./session-deps.ts";

/** A retry's ticket is rounded up to this, so that many share one. */
export const RETRY_ROUND_MS = 1_000;

/** Sees to it that a session comes for a delivery just added to a lane: now, or when it is due (Unix milliseconds). */
export async function callLane(deps: SessionDeps, lane: LaneKey, dueAtMs: number): Promise<void> {
  if (dueAtMs > deps.now()) return deps.lanes.offerTimedTicket(lane, dueAtMs, RETRY_ROUND_MS);
  await deps.lanes.callSession(lane, maxConnectionsOf(deps, lane));
}

/** Most connections of a lane by the present settings. */
export function maxConnectionsOf(deps: Pick<SessionDeps, "settings">, lane: LaneKey): number {
  const { domainRules, relays } = deps.settings();
  if (lane.startsWith("direct:")) return ruleFor(lane.slice("direct:".length), domainRules).maxConnections;
  return relays.find((relay) => lane === `relay:${relay.id}`)?.maxConnections ?? 1;
}
