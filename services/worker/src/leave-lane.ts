import type { LaneKey } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { callLane } from "./call-lane.ts";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** Ends the delivery's stay in this lane and takes the next one. Never rejects. */
export async function leaveLane(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  session.claims.delete(claim);
  const next = await persist(deps, () => deps.lanes.complete(claim, fetchNext));
  if (next) session.claims.add(next);
  return next;
}

/** Adds the delivery to another lane under the same id, then ends it here: safe to repeat at any point. Never rejects. */
export async function moveTo(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  lane: LaneKey,
  dueAtMs: number,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  await persist(deps, () => deps.lanes.enqueue(claim.deliveryId, lane, dueAtMs));
  await persist(deps, () => callLane(deps, lane, dueAtMs));
  return leaveLane(deps, session, claim, fetchNext);
}

/** That delivery alone is delayed; the ones behind it go ahead at once. Never rejects. */
export async function stayUntil(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  dueAtMs: number,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  session.claims.delete(claim);
  const [next] = await Promise.all([
    fetchNext ? claimNext(deps, session) : undefined,
    persist(deps, () => deps.lanes.postpone(claim, dueAtMs)),
    persist(deps, () => callLane(deps, session.lane, dueAtMs)),
  ]);
  return next;
}

/** The lane's next delivery. One that cannot be claimed now is none: the session ends, and looks at the lane then. */
export async function claimNext(deps: SessionDeps, session: Session): Promise<Claim | undefined> {
  try {
    const claim = await deps.lanes.claim(session.lane, session.id);
    if (claim) session.claims.add(claim);
    return claim;
  } catch (error) {
    deps.log.warn({ err: error, lane: session.lane }, "no delivery could be claimed");
    return undefined;
  }
}
