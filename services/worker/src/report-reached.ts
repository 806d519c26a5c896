import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** Tickets a session offers at once to a deep lane. */
const MOST_OFFERS = 16;

/** A server of the lane serves us: an outage, if any, is over, and a deep lane gets its other connections. Once for a session. */
export async function reportReached(deps: SessionDeps, session: Session): Promise<void> {
  if (session.reached) return;
  session.reached = true;
  session.streak = 0;
  await deps.laneLimits.reportReached(session.lane);
  await spread(deps, session);
}

/** A deep lane gets all its connections: each session that came through offers those that are still free. */
async function spread(deps: SessionDeps, { lane, target }: Session): Promise<void> {
  const { waiting, sessions } = await deps.lanes.survey(lane);
  const { maxConnections } = target.pace;
  // Little mail is taken by the sessions there are before another one has connected.
  if (waiting <= 2 * sessions || sessions >= maxConnections) return;
  // Which slots are free nobody knows: a full round reaches one, however they lie.
  await deps.lanes.offerTicket(lane, maxConnections, Math.min(maxConnections, MOST_OFFERS, waiting + sessions));
}
