import type { Claim } from "@postlane/queue";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** How long a session keeps its connection open when its lane is empty. */
export const IDLE_MS = 1_000;

/**
 * Waits with the connection open for the lane's next delivery.
 * @returns undefined when none came, or when somebody needs the place more
 */
export async function waitForMail(deps: SessionDeps, session: Session): Promise<Claim | undefined> {
  if (!mayWait(deps, session)) return undefined;
  if (session.site !== undefined && (await deps.siteLimits.isWanted(session.site))) return undefined;
  const entered = deps.idleRoom.enter(session.lane);
  // What came between the empty lane and the entry finds no idle session: look once more.
  let claim = await claimNext(deps, session);
  await entered;
  const until = performance.now() + IDLE_MS;
  while (!claim && mayWait(deps, session)) {
    const left = until - performance.now();
    const woken = left > 0 && (await deps.idleRoom.wait(session.lane, left, session.abort.signal));
    if (!session.connection?.usable) break;
    if (woken) {
      claim = await claimNext(deps, session);
      if (claim) return claim;
      await deps.idleRoom.enter(session.lane);
      continue;
    }
    await deps.idleRoom.leave(session.lane);
    return session.stop ? undefined : claimNext(deps, session);
  }
  await deps.idleRoom.leave(session.lane);
  return claim;
}

function mayWait(deps: SessionDeps, session: Session): boolean {
  return session.stop === undefined && session.connection?.usable === true && deps.keeper.hasRoom();
}

async function claimNext(deps: SessionDeps, session: Session): Promise<Claim | undefined> {
  const claim = await deps.lanes.claim(session.lane, session.id);
  if (claim) session.claims.add(claim);
  return claim;
}
