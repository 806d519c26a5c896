import { setTimeout as sleep } from "node:timers/promises";
import type { Claim } from "@postlane/queue";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** A session keeps its connection through a pause of up to this long. */
const KEEP_OPEN_MS = 5_000;
/** How soon to ask again while the burst's last deliveries are under way elsewhere. */
const ASK_AGAIN_MS = 50;
/** A pause's ticket is rounded up to this. */
const PAUSE_ROUND_MS = 100;

/**
 * Waits for a place in the lane's burst; waiting uses no attempt.
 * @returns false when the session should leave: the delivery goes back and a ticket stands for the end of the pause
 */
export async function takeBurstTurn(deps: SessionDeps, session: Session, claim: Claim): Promise<boolean> {
  const { pace } = session.target;
  if (pace.maxContinuous === 0) return true;
  const patientUntil = performance.now() + KEEP_OPEN_MS;
  for (;;) {
    const answer = await deps.burstLimits.begin(session.lane, pace, claim.deliveryId);
    if (answer.kind === "go") {
      session.inBurst = claim.deliveryId;
      return true;
    }
    const waitMs = answer.kind === "pause" ? answer.waitMs : ASK_AGAIN_MS;
    const tooLong = performance.now() + waitMs > patientUntil + PAUSE_ROUND_MS;
    if (tooLong || session.stop || !(await waited(waitMs, session.abort.signal))) {
      const again = answer.kind === "pause" ? waitMs : pace.continuingDelaySeconds * 1000 + 1_000;
      if (session.stop) return false;
      await deps.lanes.offerTimedTicket(session.lane, deps.now() + again, PAUSE_ROUND_MS);
      session.ticketLeft = true;
      return false;
    }
  }
}

/** Gives the place back. @param sent false: nothing reached the server, so it does not count */
export async function endBurstTurn(deps: SessionDeps, session: Session, sent: boolean): Promise<void> {
  const deliveryId = session.inBurst;
  if (deliveryId === undefined) return;
  session.inBurst = undefined;
  await deps.burstLimits.end(session.lane, session.target.pace, deliveryId, sent);
}

async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
