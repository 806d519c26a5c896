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

/** Adds the delivery to another lane under the same id, then ends it here: safe to repeat at any point. Never rejects. @param settled what is being written in the ledger meanwhile */
export async function moveTo(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  lane: LaneKey,
  dueAtMs: number,
  fetchNext: boolean,
  settled?: Promise<unknown>,
): Promise<Claim | undefined> {
  await persist(deps, () => deps.lanes.enqueue(claim.deliveryId, lane, dueAtMs));
  await persist(deps, () => callLane(deps, lane, dueAtMs));
  return leaveAndLook(deps, session, claim, fetchNext, settled);
}

/**
 * Ends its stay here, for it lies elsewhere or waits for a person's word beside the lane. A person who wanted it here again at the same moment
 * found the claimed one and added nothing: then it is put back. Never rejects.
 * @param settled what is being written in the ledger meanwhile
 */
export async function leaveAndLook(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  fetchNext: boolean,
  settled?: Promise<unknown>,
): Promise<Claim | undefined> {
  const [next] = await Promise.all([leaveLane(deps, session, claim, fetchNext), settled]);
  await persist(deps, () => deps.control.left(claim.deliveryId, session.lane));
  return next;
}

/** After a claim was given up with the delivery still to be sent: what was wished of it meanwhile, while it was in hand, comes true now. Never rejects. */
export async function lookForWishes(deps: SessionDeps, claims: readonly Claim[]): Promise<void> {
  await Promise.all(claims.map(({ deliveryId }) => persist(deps, () => deps.control.fulfil(deliveryId, false))));
}

/** That delivery alone is delayed; the ones behind it go ahead at once. Never rejects. @param settled what is being written in the ledger meanwhile */
export async function stayUntil(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  dueAtMs: number,
  fetchNext: boolean,
  settled?: Promise<unknown>,
): Promise<Claim | undefined> {
  session.claims.delete(claim);
  const postponed = persist(deps, () => deps.lanes.postpone(claim, dueAtMs));
  const [next] = await Promise.all([
    fetchNext ? claimNext(deps, session) : undefined,
    Promise.all([postponed, settled]).then(() => lookForWishes(deps, [claim])),
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
