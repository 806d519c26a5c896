import { countAttempt, type Failure, isPermanent, retryDelayMs, type Transcript } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { attemptRecord, failureFields } from "./attempt-records.ts";
import { RETRY_ROUND_MS } from "./call-lane.ts";
import { decide } from "./decide.ts";
import { factsOf } from "./facts-of.ts";
import { followDecision } from "./follow-decision.ts";
import { lookForWishes } from "./leave-lane.ts";
import { noteRecord } from "./note-record.ts";
import { persist } from "./persist.ts";
import { prepareDelivery, type Prepared } from "./prepare-delivery.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { settleUnsendable } from "./settle-unsendable.ts";
import { settleUnsent } from "./settle-unsent.ts";

/** Deliveries at the head of a lane that stay are held while the next one is looked at; after so many the rest stays, too. */
const MOST_STAYING = 16;
/** A verdict about a whole lane is passed on for at most so long, then looked up again. */
const VERDICT_MS = 20_000;

/**
 * No host of the lane could be reached: that is the lane's failure, not one message's. A temporary one puts the lane to
 * sleep and is charged to everything that waits in it; a permanent one (no such domain, null MX) bounces what waits.
 */
export async function settleFailedHop(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  failure: Failure,
  transcript: Transcript,
): Promise<void> {
  if (isPermanent(failure)) return bounceLane(deps, session, claim, failure, transcript);
  const sleepMs = retryDelayMs(session.target.pace, session.streak + 1, deps.random());
  const outage = await deps.laneLimits.countOutage(session.lane, session.id, session.streak, sleepMs, failure.detail);
  if (outage.kind === "capped") {
    // Others are connected and sending: the server refuses more connections, it is not away.
    session.claims.delete(claim);
    await deps.lanes.giveBack(claim);
    return lookForWishes(deps, [claim]);
  }
  if (outage.kind === "counted") deps.metrics.outages.inc();
  if (!session.outages.includes(outage.atMs)) session.outages = [outage.atMs, ...session.outages];
  deps.log.info(
    { lane: session.lane, step: failure.step, detail: failure.detail, until: new Date(outage.untilMs).toISOString() },
    "lane cannot be reached",
  );
  await moveOnWhatMay(deps, session, claim, failure, transcript, outage.untilMs);
  await deps.lanes.offerTimedTicket(session.lane, outage.untilMs, RETRY_ROUND_MS);
  session.ticketLeft = true;
}

async function bounceLane(
  deps: SessionDeps,
  session: Session,
  first: Claim,
  failure: Failure,
  transcript: Transcript,
): Promise<void> {
  const until = performance.now() + VERDICT_MS;
  for (let claim: Claim | undefined = first; claim;) {
    const fetchNext = performance.now() < until && !session.stop;
    const prepared: Prepared = await prepareDelivery(deps, session, claim);
    if (prepared.kind !== "send") claim = await settleUnsendable(deps, session, claim, prepared, fetchNext);
    else {
      const counted = countAttempt(prepared.progress, session.lane);
      claim = await settleUnsent(deps, session, claim, prepared.entry, counted, failure, transcript, fetchNext);
    }
  }
}

/**
 * From the head of the lane (the oldest, so the most charged): deliveries whose attempts or time are used up take their next
 * way at once; those whose sender is to be told of the delay are told and postponed; the others stay and cost nothing. The one in hand
 * gets the record of the attempt.
 */
async function moveOnWhatMay(
  deps: SessionDeps,
  session: Session,
  first: Claim,
  failure: Failure,
  transcript: Transcript,
  untilMs: number,
): Promise<void> {
  const until = performance.now() + VERDICT_MS;
  const staying: Claim[] = [];
  let claim: Claim | undefined = first;
  while (claim && !session.stop) {
    const prepared: Prepared = await prepareDelivery(deps, session, claim);
    if (prepared.kind !== "send" && prepared.kind !== "move-on") {
      claim = await settleUnsendable(deps, session, claim, prepared, true);
      continue;
    }
    const { entry, progress } = prepared;
    const decision = await decide(deps, session, entry, progress, failure);
    if (decision.action !== "retry" || decision.lane !== session.lane) {
      const tried = claim === first ? transcript : [];
      claim = await settleUnsent(deps, session, claim, entry, progress, failure, tried, true);
      continue;
    }
    const facts = factsOf(deps, session, entry, progress.attempts, claim === first ? transcript : [], false);
    const more = { ...failureFields(failure), nextAt: untilMs };
    const record = attemptRecord(facts, "deferred", entry.delivery.recipients, more);
    if (performance.now() < until && deps.reporter.groups(entry, { records: [record], passedOn: false })) {
      const waits = { action: "retry", lane: session.lane, progress, atMs: untilMs } as const;
      claim = await followDecision(deps, session, claim, entry, entry.delivery.recipients, waits, [record], true);
      continue;
    }
    if (claim === first) {
      await persist(deps, () => deps.records.append(record));
      noteRecord(deps, record);
    }
    staying.push(claim);
    if (staying.length === MOST_STAYING) break;
    claim = await deps.lanes.claim(session.lane, session.id);
    if (claim) session.claims.add(claim);
  }
  if (claim && !staying.includes(claim)) staying.push(claim);
  // Each goes to the head, so the last one given back is the first one claimed again.
  for (const kept of staying.reverse()) {
    session.claims.delete(kept);
    await deps.lanes.giveBack(kept);
  }
  await lookForWishes(deps, staying);
}
