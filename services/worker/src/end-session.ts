import { endBurstTurns } from "./burst-turn.ts";
import { lookForWishes } from "./leave-lane.ts";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** After an error nobody foresaw the lane gets its next session only then: the error may be there again. */
const AFTER_ERROR_MS = 5_000;

/** Gives back everything the session holds, then looks at the lane once more: mail that came in between must not wait. Never rejects. */
export async function endSession(deps: SessionDeps, session: Session): Promise<void> {
  const { lane, id } = session;
  // Each by itself: what cannot be given back runs out, and must not keep the rest.
  await attempt("places in the burst", () => endBurstTurns(deps, session));
  const claims = [...session.claims].reverse();
  for (const claim of claims) await attempt("a delivery", () => deps.lanes.giveBack(claim));
  session.claims.clear();
  await attempt("wishes", () => lookForWishes(deps, claims));
  // A command that Redis carried out but could not answer may have claimed deliveries nobody here knows of.
  if (deps.reconnects() !== session.reconnectsAtStart)
    await attempt("deliveries", () => deps.lanes.giveBackAll(lane, id));
  await attempt("the connection", async () => session.connection?.quit());
  session.connection?.destroy();
  // From here on nothing of it is renewed: what is given back must not come back.
  deps.keeper.remove(session);
  await attempt("the lease of the site", () => returnSite(deps, session));
  await attempt("the lease of the lane", () => deps.laneLimits.returnLease(lane, id));
  await persist(deps, () => lookOnceMore(deps, session));

  async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      deps.log.warn({ err: error, lane, what }, "a session could not give back all it held; it runs out by itself");
    }
  }
}

async function returnSite(deps: SessionDeps, { site, id }: Session): Promise<void> {
  if (site === undefined) return;
  const waiting = await deps.siteLimits.returnLease(site, id);
  if (waiting) await deps.lanes.offerTicket(waiting, 1);
}

async function lookOnceMore(deps: SessionDeps, { lane, target, failed, ticketLeft }: Session): Promise<void> {
  if (ticketLeft) return;
  const { waiting, active, sessions } = await deps.lanes.survey(lane);
  // Claims without a session are a dead worker's: they can be put back when they have been found so twice.
  if (waiting === 0 && active > 0 && sessions === 0)
    return deps.lanes.offerTimedTicket(lane, deps.now() + deps.lanes.stalledIntervalMs, 1_000);
  if (waiting === 0) return;
  if (failed) return deps.lanes.offerTimedTicket(lane, deps.now() + AFTER_ERROR_MS, 1_000);
  await deps.lanes.offerTicket(lane, target.pace.maxConnections);
}
