import type { LaneKey, TranscriptEntry } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { Connection, TransactionResult } from "@postlane/smtp-client";
import { endBurstTurn, takeBurstTurn } from "./burst-turn.ts";
import { laneTarget } from "./lane-target.ts";
import { createHop, type Hop, type HopResult } from "./open-hop.ts";
import { prepareDelivery } from "./prepare-delivery.ts";
import { type Session, stopSession } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { settleAttempt } from "./settle-delivery.ts";
import { settleFailedHop } from "./settle-failed-hop.ts";
import { settleUnsendable } from "./settle-unsendable.ts";
import { transact } from "./transact.ts";
import { waitForMail } from "./wait-for-mail.ts";

/** A session ends after this long so that lanes take turns when a worker is full. */
const LONGEST_SESSION_MS = 60_000;
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
        handled: 0,
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
    const unsent: Claim | undefined = await sendAll(deps, session, opened.connection, claim, hop);
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

/**
 * Sends one delivery after another over an open connection.
 * @returns a delivery that this host turned out not to take, for the next host to try; undefined when the session is over
 */
async function sendAll(
  deps: SessionDeps,
  session: Session,
  connection: Connection,
  first: Claim,
  hop: Hop,
): Promise<Claim | undefined> {
  let claim: Claim | undefined = first;
  while (claim) {
    if (!(await takeBurstTurn(deps, session, claim))) return undefined;
    const prepared = await prepareDelivery(deps, session, claim);
    if (prepared.kind !== "send") {
      await endBurstTurn(deps, session, false);
      claim = await settleUnsendable(deps, session, claim, prepared, mayGoOn(session));
      claim ??= await waitForMail(deps, session);
      continue;
    }
    if (session.stop) return undefined;
    const reused = connection.transactions > 0;
    const result = await transact(deps, session, connection, claim, prepared.entry, prepared.body);
    session.handled++;
    if (result.status === "aborted" || (reused && isConnectionLoss(result))) {
      // Nothing was refused and nothing was taken: the delivery goes back unharmed, for a fresh connection.
      await endBurstTurn(deps, session, false);
      return undefined;
    }
    const transcript = [...(reused ? [reuseEntry(deps, connection)] : hop.transcript.splice(0)), ...result.transcript];
    if (result.failure?.scope === "site" && !result.dotSent) {
      await endBurstTurn(deps, session, false);
      hop.transcript.push(...transcript);
      hop.gaveUp(result.failure);
      connection.destroy();
      return claim;
    }
    const { entry, progress } = prepared;
    claim = await settleAttempt(deps, session, claim, entry, progress, result, transcript, mayGoOn(session));
    claim ??= await waitForMail(deps, session);
  }
  return undefined;
}

/** A kept connection that the server ended (421, reset): its patience with this connection is over, not with the mail. */
function isConnectionLoss(result: TransactionResult): boolean {
  return result.failure?.scope === "site" && !result.dotSent;
}

function mayGoOn(session: Session): boolean {
  if (performance.now() - session.startedAtMs > LONGEST_SESSION_MS) stopSession(session, "long enough");
  return session.stop === undefined && session.connection?.usable === true;
}

function reuseEntry(deps: SessionDeps, { target, transactions }: Connection): TranscriptEntry {
  return {
    step: "connect",
    command: `keep ${target.address}:${target.port}`,
    detail: `connection to ${target.host} kept open, message ${transactions + 1} on it`,
    startedAtMs: deps.now(),
    durationMs: 0,
  };
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
    await endBurstTurn(deps, session, false);
    for (const claim of [...session.claims].reverse()) await deps.lanes.giveBack(claim);
    session.claims.clear();
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
