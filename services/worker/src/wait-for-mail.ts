import type { Claim } from "@postlane/queue";
import type { IdleSeat } from "./idle-room.ts";
import { claimNext } from "./leave-lane.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** How long a session keeps its connection open when its lane is empty. */
const IDLE_MS = 1_000;

/**
 * Waits with the connection open for the lane's next delivery.
 * @returns undefined when none came, or when somebody needs the place more
 */
export async function waitForMail(deps: SessionDeps, session: Session): Promise<Claim | undefined> {
  if (!mayWait(deps, session)) return undefined;
  if (session.site !== undefined && (await deps.siteLimits.isWanted(session.site))) return undefined;
  const seat = deps.idleRoom.sit(session.lane, session.id);
  try {
    return await waitOn(seat, deps, session);
  } finally {
    await seat.leave();
  }
}

async function waitOn(seat: IdleSeat, deps: SessionDeps, session: Session): Promise<Claim | undefined> {
  const until = performance.now() + IDLE_MS;
  for (;;) {
    const leftMs = Math.max(1, Math.ceil(until - performance.now()));
    // What came between the empty lane and the announcement found no idle session.
    const claim = (await seat.announce(leftMs)) ? await claimNext(deps, session) : undefined;
    if (claim) return claim;
    const woken = await seat.wait(until - performance.now(), session.abort.signal);
    if (!mayWait(deps, session)) return undefined;
    const next = await claimNext(deps, session);
    if (next || !woken) return next;
  }
}

function mayWait(deps: SessionDeps, session: Session): boolean {
  return session.stop === undefined && session.connection?.usable === true && deps.keeper.hasRoom();
}
