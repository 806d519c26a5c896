import { countAttempt, type LaneKey } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { endSession } from "./end-session.ts";
import { claimNext } from "./leave-lane.ts";
import { createHop, type Hop, type HopResult } from "./open-hop.ts";
import { persist } from "./persist.ts";
import { prepareDelivery } from "./prepare-delivery.ts";
import { reportConnected } from "./report-reached.ts";
import { sendDeliveries } from "./send-deliveries.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { settleFailedHop } from "./settle-failed-hop.ts";
import { settleUnsendable } from "./settle-unsendable.ts";
import { settleUnsent } from "./settle-unsent.ts";
import { takeLane } from "./take-lane.ts";

/** An outage that begins so soon after a message's own failure is that failure. */
const SAME_TROUBLE_MS = 1_000;
/** A lane that could not be asked is asked again after this. */
const AFTER_ERROR_MS = 1_000;
/** Stands behind a lane that waits in line for a site, in case the session that would wake it dies. */
const SITE_LOOK_AGAIN_MS = 15_000;

/** Runs one ticket: lease, claim, connect, send until the lane is empty or something says stop. Never throws. */
export async function runSession(deps: SessionDeps, lane: LaneKey): Promise<void> {
  let session: Session | undefined;
  try {
    session = await takeLane(deps, lane);
    if (!session) return;
    await deps.lanes.recoverStalled(lane);
    await workLane(deps, session);
  } catch (error) {
    deps.log.error({ err: error, lane }, "session ended by an error");
    if (session) session.failed = true;
    // Nothing else brings a session to what waits: the sweeper would, but later.
    else await persist(deps, () => deps.lanes.offerTimedTicket(lane, deps.now() + AFTER_ERROR_MS, 1_000));
  } finally {
    if (session) await endSession(deps, session);
  }
}

async function workLane(deps: SessionDeps, session: Session): Promise<void> {
  let claim = await claimNext(deps, session);
  if (claim && !session.target.available) return disperse(deps, session, claim);
  while (claim) {
    const hop = await findHop(deps, session, claim);
    if (!hop) return;
    claim = await workHop(deps, session, hop, claim);
  }
}

/** @returns a delivery to go on with, when the one in hand turned out to be what its server cannot bear */
async function workHop(deps: SessionDeps, session: Session, hop: Hop, first: Claim): Promise<Claim | undefined> {
  for (let claim = first; ;) {
    const opened: HopResult = await hop.next();
    if (opened.kind === "aborted") return undefined;
    if (opened.kind === "failed") {
      if (!opened.reached || session.suspect) {
        await settleFailedHop(deps, session, claim, opened.failure, hop.transcript);
        return undefined;
      }
      // A server that greets us and breaks off at one message may be right with the others: only the second one speaks for the lane.
      session.suspect = true;
      const prepared = await prepareDelivery(deps, session, claim);
      if (prepared.kind !== "send") return settleUnsendable(deps, session, claim, prepared, !session.stop);
      const { entry } = prepared;
      // When the next one fails, too, the outage is the same trouble: it must not be charged a second time.
      const laneSinceMs = deps.now() + SAME_TROUBLE_MS;
      const progress = { ...countAttempt(prepared.progress, session.lane), laneSinceMs };
      const { failure } = opened;
      return settleUnsent(deps, session, claim, entry, progress, failure, hop.transcript, !session.stop);
    }
    session.connection = opened.connection;
    session.launched = 0;
    deps.metrics.connections.inc();
    await reportConnected(deps, session);
    const unsent = await sendDeliveries(deps, session, opened.connection, claim, hop);
    if (!unsent) return undefined;
    claim = unsent;
  }
}

/** DNS, then the site's lease. @returns undefined when the session has to end (its claims go back) */
async function findHop(deps: SessionDeps, session: Session, claim: Claim): Promise<Hop | undefined> {
  const found = await session.target.resolve(deps.resolver, session.abort.signal);
  if (session.stop) return undefined;
  if (!found.ok) {
    await settleFailedHop(deps, session, claim, found.failure, [found.entry]);
    return undefined;
  }
  if (session.target.sharesSite) {
    const { maxConnections } = session.target.pace;
    const granted = await deps.siteLimits.takeLease(found.site, maxConnections, session.id, session.lane);
    if (!granted) {
      await deps.laneLimits.noteSite(session.lane, found.site);
      await deps.lanes.offerTimedTicket(session.lane, deps.now() + SITE_LOOK_AGAIN_MS, 1_000);
      session.ticketLeft = true;
      return undefined;
    }
    session.site = found.site;
  }
  return createHop(deps, session, found.entry, found.addresses);
}

/** The relay of this lane is gone or switched off: everything in the lane takes its next way. */
async function disperse(deps: SessionDeps, session: Session, first: Claim): Promise<void> {
  let claim: Claim | undefined = first;
  while (claim && !session.stop) {
    const prepared = await prepareDelivery(deps, session, claim);
    if (prepared.kind === "send") return;
    claim = await settleUnsendable(deps, session, claim, prepared, true);
  }
}
