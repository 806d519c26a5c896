import { setTimeout as sleep } from "node:timers/promises";
import type { BurstAnswer } from "@postlane/limits";
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
    const answer = await askForTurn(deps, session, claim);
    if (answer.kind === "go") return true;
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

/** Takes a place in the lane's burst if there is one now. */
export async function beginBurstTurn(deps: SessionDeps, session: Session, claim: Claim): Promise<boolean> {
  if (session.target.pace.maxContinuous === 0) return true;
  return (await askForTurn(deps, session, claim)).kind === "go";
}

async function askForTurn(deps: SessionDeps, session: Session, claim: Claim): Promise<BurstAnswer> {
  const answer = await deps.burstLimits.begin(session.lane, session.target.pace, session.id, claim.deliveryId);
  if (answer.kind === "go") session.inBurst.set(claim.deliveryId, false);
  return answer;
}

/** What reaches the server from now on counts there, however it ends: whoever counts at the receiver counts from MAIL. */
export function noteLaunch(session: Session, { deliveryId }: Claim): void {
  if (session.inBurst.has(deliveryId)) session.inBurst.set(deliveryId, true);
}

/** Gives the place back. @param sent false: nothing reached the server, so it does not count */
export async function endBurstTurn(
  deps: SessionDeps,
  session: Session,
  deliveryId: string,
  sent: boolean,
): Promise<void> {
  if (!session.inBurst.delete(deliveryId)) return;
  await deps.burstLimits.end(session.lane, session.target.pace, session.id, deliveryId, sent);
}

/** At the end of a session: what still has its place. */
export async function endBurstTurns(deps: SessionDeps, session: Session): Promise<void> {
  for (const [deliveryId, launched] of session.inBurst) await endBurstTurn(deps, session, deliveryId, launched);
}

async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
