import { UNCOMMITTED_MS } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { leaveAndLook, leaveLane, moveTo, stayUntil } from "./leave-lane.ts";
import { persist } from "./persist.ts";
import type { Prepared } from "./prepare-delivery.ts";
import { resumeReports } from "./resume-reports.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { settleSuppressed } from "./settle-suppressed.ts";
import { settleDeadWorkers } from "./settle-uncertain.ts";
import { settleUnsent } from "./settle-unsent.ts";

/** How soon to look again at what cannot be decided now. */
const LOOK_AGAIN_MS = 10_000;
const SOONEST_MS = 1_000;
/** Deliveries put aside are brought back when their domain is resumed; this long they wait should nobody do so. */
const ASIDE_MS = 3_600_000;
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
    case "unknown": {
      const ageMs = deps.now() - claim.addedAtMs;
      // A pointer that an order is about to take out of this lane: the delivery was ended by it, or elsewhere after it.
      const ordered = await persist(deps, () => deps.ledger.fulfilled(claim.deliveryId));
      if (ordered !== undefined || ageMs >= UNCOMMITTED_MS) return leaveLane(deps, session, claim, fetchNext);
      // Most are committed a moment later; the others are looked at less and less often.
      return wait(Math.max(SOONEST_MS, ageMs));
    }
    case "ended":
      return leaveLane(deps, session, claim, fetchNext);
    case "held":
      return leaveAndLook(deps, session, claim, fetchNext);
    case "elsewhere":
      return moveTo(deps, session, claim, prepared.lane, 0, fetchNext);
    case "reporting":
      return resumeReports(deps, session, claim, prepared.entry, fetchNext);
    case "answering":
      return wait(LOOK_AGAIN_MS);
    case "no-body":
      return wait(NO_BODY_MS);
    case "no-way":
      return wait(NO_WAY_MS);
    case "suspended": {
      const { domain, suspension } = prepared;
      await persist(deps, () => deps.contents.noteAside(claim.deliveryId, session.lane, domain));
      const atMs = Math.min(suspension.untilMs ?? Number.POSITIVE_INFINITY, deps.now() + ASIDE_MS);
      return stayUntil(deps, session, claim, atMs, fetchNext);
    }
    case "uncertain":
      // Somebody else may have settled it since it was read.
      if (!(await persist(deps, () => deps.ledger.takeOver(claim.deliveryId, claim.token, prepared.mark))))
        return wait(SOONEST_MS);
      return settleDeadWorkers(deps, session, claim, prepared.entry, prepared.progress, fetchNext);
    case "suppressed":
      return settleSuppressed(deps, session, claim, prepared, fetchNext);
    case "move-on":
      return settleUnsent(deps, session, claim, prepared.entry, prepared.progress, prepared.failure, [], fetchNext);
  }

  function wait(ms: number): Promise<Claim | undefined> {
    return stayUntil(deps, session, claim, deps.now() + ms, fetchNext);
  }
}
