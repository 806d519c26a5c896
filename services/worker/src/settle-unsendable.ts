import type { Claim } from "@postlane/queue";
import type { Prepared } from "./prepare-delivery.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { leaveLane, moveTo, RETRY_ROUND_MS, settleUncertain, settleUnsent } from "./settle-delivery.ts";

/** A submission may be on its way to its commit point for so long; after that a delivery without a ledger belongs to none. */
const UNCOMMITTED_MS = 10 * 60_000;
/** How soon to look again at what cannot be decided now. */
const LOOK_AGAIN_MS = 10_000;
const NO_WAY_MS = 300_000;
const NO_BODY_MS = 60_000;

/** Settles a claimed delivery that is not to be sent now; none of it is an attempt, but for a worker that died at the final dot. */
export async function settleUnsendable(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  prepared: Exclude<Prepared, { kind: "send" }>,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  switch (prepared.kind) {
    case "unknown":
      if (deps.now() - claim.addedAtMs < UNCOMMITTED_MS) return waitFor(deps, session, claim, LOOK_AGAIN_MS, fetchNext);
      return leaveLane(deps, session, claim, fetchNext);
    case "ended":
      return leaveLane(deps, session, claim, fetchNext);
    case "elsewhere":
      return moveTo(deps, session, claim, prepared.lane, 0, fetchNext);
    case "answering":
      return waitFor(deps, session, claim, LOOK_AGAIN_MS, fetchNext);
    case "no-body":
      return waitFor(deps, session, claim, NO_BODY_MS, fetchNext);
    case "no-way":
      return waitFor(deps, session, claim, NO_WAY_MS, fetchNext);
    case "uncertain":
      return settleUncertain(deps, session, claim, prepared.entry, prepared.progress, fetchNext);
    case "move-on":
      return settleUnsent(deps, session, claim, prepared.entry, prepared.progress, prepared.failure, [], fetchNext);
  }
}

async function waitFor(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  ms: number,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const dueAtMs = deps.now() + ms;
  session.claims.delete(claim);
  await deps.lanes.postpone(claim, dueAtMs);
  await deps.lanes.offerTimedTicket(session.lane, dueAtMs, RETRY_ROUND_MS);
  const next = fetchNext ? await deps.lanes.claim(session.lane, session.id) : undefined;
  if (next) session.claims.add(next);
  return next;
}
