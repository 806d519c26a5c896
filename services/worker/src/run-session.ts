import type { LaneKey } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { Connection } from "@postlane/smtp-client";
import { endBurstTurns } from "./burst-turn.ts";
import { laneTarget } from "./lane-target.ts";
import { createHop, type Hop, type HopResult } from "./open-hop.ts";
import { prepareDelivery } from "./prepare-delivery.ts";
import { type Session, stopSession } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { sendDeliveries } from "./send-deliveries.ts";
import { settleFailedHop } from "./settle-failed-hop.ts";
import { settleUnsendable } from "./settle-unsendable.ts";

/** Stands behind a lane that waits in line for a site, in case the session that would wake it dies. */
const SITE_LOOK_AGAIN_MS = 15_000;

/** Tickets a session offers at once to a deep lane. */
const MOST_OFFERS = 16;

let sessionNumber = 0;

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
  } finally {
    if (session) await endSession(deps, session);
  }
}

/** Takes the lane's connection lease, or leaves what will bring a session back when one can be had. */
async function takeLane(deps: SessionDeps, lane: LaneKey): Promise<Session | undefined> {
  const { domainRules: rules, relays } = deps.settings();
  const target = laneTarget(lane, { rules, relays, ehloName: deps.ehloName, directPort: deps.directPort });
  const id = `${deps.workerId}:${++sessionNumber}`;
  const issuedAt = performance.now();
  const answer = await deps.laneLimits.takeLease(lane, target.pace.maxConnections, id);
  switch (answer.kind) {
    case "full":
      return undefined;
    case "outage":
      await deps.lanes.offerTimedTicket(lane, answer.untilMs, 1_000);
      return undefined;
    case "suspended":
      if (answer.untilMs !== undefined) await deps.lanes.offerTimedTicket(lane, answer.untilMs, 1_000);
      return undefined;
    case "granted": {
      const session: Session = {
        id,
        lane,
        target,
        startedAtMs: performance.now(),
        outages: answer.outages,
        streak: answer.streak,
        leaseValidUntil: issuedAt + deps.keeper.leaseMs,
        claims: new Set(),
        reconnectsAtStart: deps.reconnects(),
        handled: 0,
        launched: 0,
        inBurst: new Set(),
        abort: new AbortController(),
      };
      deps.keeper.add(session);
      if (deps.stopping.aborted) stopSession(session, "shutdown");
      return session;
    }
  }
}

async function workLane(deps: SessionDeps, session: Session): Promise<void> {
  let claim = await deps.lanes.claim(session.lane, session.id);
  if (!claim) return;
  session.claims.add(claim);
  if (!session.target.available) return disperse(deps, session, claim);
  const hop = await findHop(deps, session, claim);
  if (!hop) return;
  for (;;) {
    const opened: HopResult = await hop.next();
    if (opened.kind === "aborted") return;
    if (opened.kind === "failed") return settleFailedHop(deps, session, claim, opened.failure, hop.transcript);
    await startConnection(deps, session, opened.connection);
    const unsent: Claim | undefined = await sendDeliveries(deps, session, opened.connection, claim, hop);
    if (!unsent) return;
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
      await deps.lanes.offerTimedTicket(session.lane, deps.now() + SITE_LOOK_AGAIN_MS, 1_000);
      session.ticketLeft = true;
      return undefined;
    }
    session.site = found.site;
  }
  return createHop(deps, session, found.entry, found.addresses);
}

async function startConnection(deps: SessionDeps, session: Session, connection: Connection): Promise<void> {
  session.connection = connection;
  session.launched = 0;
  deps.metrics.connections.inc();
  // Written always: it also tells the others of the lane that a later refusal is not an outage.
  await deps.laneLimits.reportReached(session.lane);
  await spread(deps, session);
}

/** A deep lane gets all its connections: each session that came through offers those that are still free. */
async function spread(deps: SessionDeps, { lane, target }: Session): Promise<void> {
  const { waiting, sessions } = await deps.lanes.survey(lane);
  const { maxConnections } = target.pace;
  if (waiting === 0 || sessions >= maxConnections) return;
  // Which slots are free nobody knows: a full round reaches one, however they lie.
  await deps.lanes.offerTicket(lane, maxConnections, Math.min(maxConnections, MOST_OFFERS, waiting + sessions));
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

/** Gives back everything the session holds, then looks at the lane once more: mail that came in between must not wait. */
async function endSession(deps: SessionDeps, session: Session): Promise<void> {
  try {
    await endBurstTurns(deps, session);
    for (const claim of [...session.claims].reverse()) await deps.lanes.giveBack(claim);
    session.claims.clear();
    // A command that Redis carried out but could not answer may have claimed deliveries nobody here knows of.
    if (deps.reconnects() !== session.reconnectsAtStart) await deps.lanes.giveBackAll(session.lane, session.id);
    await session.connection?.quit();
    if (session.site !== undefined) {
      const waiting = await deps.siteLimits.returnLease(session.site, session.id);
      if (waiting) await deps.lanes.offerTicket(waiting, 1);
    }
    await deps.laneLimits.returnLease(session.lane, session.id);
    if (session.ticketLeft) return;
    const survey = await deps.lanes.survey(session.lane);
    if (survey.waiting > 0) await deps.lanes.offerTicket(session.lane, session.target.pace.maxConnections);
  } catch (error) {
    deps.log.warn(
      { err: error, lane: session.lane },
      "a session could not give back all it held; it runs out by itself",
    );
  } finally {
    session.connection?.destroy();
    deps.keeper.remove(session);
  }
}
