import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** Tickets a session offers at once to a deep lane. */
const MOST_OFFERS = 16;

/** The session has connected: where no outage is to be ended, a deep lane gets its other connections at once. */
export async function reportConnected(deps: SessionDeps, session: Session): Promise<void> {
  if (session.streak > 0) return;
  await deps.laneLimits.reportConnected(session.lane, session.site);
  await spread(deps, session);
}

/** A server of the lane serves us: an outage, if any, is over. Once for a session. */
export async function reportServed(deps: SessionDeps, session: Session): Promise<void> {
  if (session.served) return;
  session.served = true;
  await deps.laneLimits.reportServed(session.lane);
  if (session.streak === 0) return;
  session.streak = 0;
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
