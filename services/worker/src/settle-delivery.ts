import type { LedgerEntry } from "@postlane/ledger";
import {
  countAttempt,
  type Decision,
  decideOutcome,
  type Failure,
  type LaneKey,
  type LogRecord,
  type Progress,
  type Recipient,
  ruleFor,
  type Transcript,
} from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { TransactionResult } from "@postlane/smtp-client";
import {
  type AttemptFacts,
  attemptRecord,
  decisionRecord,
  deliveredFields,
  failureFields,
  refusedRecords,
} from "./attempt-records.ts";
import { endBurstTurn } from "./burst-turn.ts";
import { judgeAttempt } from "./judge-attempt.ts";
import { noteRecord } from "./note-record.ts";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** A retry's ticket is rounded up to this, so that many share one. */
export const RETRY_ROUND_MS = 1_000;

/**
 * Writes down how an attempt ended: record, ledger, then the lane, in one turn; repeated until Redis has taken it, for
 * after a 250 nothing may make the delivery look unsent.
 * @param progress with the lane's outages charged, without this attempt
 * @param fetchNext claim the lane's next delivery in the same command
 */
export async function settleAttempt(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  progress: Progress,
  result: TransactionResult,
  transcript: Transcript,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const counted = countAttempt(progress, session.lane);
  const facts = factsOf(deps, session, entry, counted.attempts, transcript, result.uncertain);
  const judgement = judgeAttempt(entry.delivery.recipients, result);
  const records: LogRecord[] = [];
  if (judgement.delivered.length > 0)
    records.push(attemptRecord(facts, "delivered", judgement.delivered, deliveredFields(result.reply)));
  records.push(...refusedRecords(facts, judgement.refused));
  if (judgement.failure === undefined) {
    const state = judgement.delivered.length > 0 ? "delivered" : "failed";
    return persist(deps, () => finish(deps, session, claim, entry, state, records, fetchNext));
  }
  if (result.uncertain) {
    const policy = settleUncertainPolicy(deps, entry, facts, judgement.left, judgement.failure);
    if (policy) {
      records.push(policy.record);
      return persist(deps, () => finish(deps, session, claim, entry, policy.state, records, fetchNext));
    }
  }
  const decision = decide(deps, session, entry, counted, judgement.failure);
  records.push(decisionRecord(facts, judgement.left, judgement.failure, decision));
  return persist(deps, () => follow(deps, session, claim, entry, judgement.left, decision, records, fetchNext));
}

/** What the rule says of a delivery that may have arrived: undefined = try again. */
function settleUncertainPolicy(
  deps: SessionDeps,
  entry: LedgerEntry,
  facts: AttemptFacts,
  left: readonly Recipient[],
  failure: Failure,
): { state: "held" | "delivered"; record: LogRecord } | undefined {
  const { uncertain } = ruleFor(entry.delivery.domain, deps.settings().domainRules);
  deps.metrics.uncertain.inc();
  if (uncertain === "retry") return undefined;
  const kind = uncertain === "hold" ? "held" : "delivered";
  return { state: kind, record: attemptRecord(facts, kind, left, failureFields(failure), "/uncertain") };
}

/** Settles a delivery that was not sent by this claim: it moves on, bounces or expires for the failure given. */
export async function settleUnsent(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  progress: Progress,
  failure: Failure,
  transcript: Transcript,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const decision = decide(deps, session, entry, progress, failure);
  const facts = factsOf(deps, session, entry, progress.attempts, transcript, undefined);
  const { recipients } = entry.delivery;
  const records = [decisionRecord(facts, recipients, failure, decision)];
  return persist(deps, () => follow(deps, session, claim, entry, recipients, decision, records, fetchNext));
}

/** A worker died between the final dot and the answer: by the rule, try again, hold, or take it as delivered. Counts as an attempt. */
export async function settleUncertain(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  progress: Progress,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const failure: Failure = {
    scope: "message",
    step: "data-end",
    enhancedCode: "4.4.2",
    detail: "the worker ended between the final dot and the answer: the mail may have arrived",
  };
  const counted = countAttempt(progress, session.lane);
  const facts = factsOf(deps, session, entry, counted.attempts, [], true);
  const { recipients } = entry.delivery;
  await persist(deps, () => deps.ledger.takeOver(claim.deliveryId, entry.dot!.raw));
  const policy = settleUncertainPolicy(deps, entry, facts, recipients, failure);
  if (policy) return persist(deps, () => finish(deps, session, claim, entry, policy.state, [policy.record], fetchNext));
  const decision = decide(deps, session, entry, counted, failure);
  const records = [decisionRecord(facts, recipients, failure, decision)];
  return persist(deps, () => follow(deps, session, claim, entry, recipients, decision, records, fetchNext));
}

export function decide(
  deps: SessionDeps,
  session: Session,
  entry: LedgerEntry,
  progress: Progress,
  failure: Failure,
): Decision {
  const rule = ruleFor(entry.delivery.domain, deps.settings().domainRules);
  return decideOutcome({
    failure,
    domain: entry.delivery.domain,
    lane: session.lane,
    progress,
    rule,
    pace: session.target.pace,
    relays: deps.relayChoices(),
    receivedAtMs: entry.head.receivedAtMs,
    nowMs: deps.now(),
    random: deps.random(),
  });
}

export function factsOf(
  deps: SessionDeps,
  session: Session,
  entry: LedgerEntry,
  attempt: number,
  transcript: Transcript,
  uncertain: boolean | undefined,
): AttemptFacts {
  return {
    entry,
    attempt,
    rule: ruleFor(entry.delivery.domain, deps.settings().domainRules).pattern,
    relayId: session.target.relayId,
    worker: deps.workerId,
    connection: session.connection,
    transcript,
    uncertain: uncertain || undefined,
    nowMs: deps.now(),
  };
}

/** Writes an end of the delivery. */
async function finish(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  state: "delivered" | "failed" | "held",
  records: readonly LogRecord[],
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const logged = records.map((record) => deps.records.append(record));
  const settled = deps.ledger.settle(claim.deliveryId, claim.token, state);
  const ended = endBurstTurn(deps, session, claim.deliveryId, true);
  const next = leaveLane(deps, session, claim, fetchNext);
  await Promise.all([...logged, ended]);
  if ((await settled) === "finished") await deleteBody(deps, entry);
  countRecords(deps, records);
  return next;
}

/** Follows a decision for the recipients that are left. */
async function follow(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  left: readonly Recipient[],
  decision: Decision,
  records: readonly LogRecord[],
  fetchNext: boolean,
): Promise<Claim | undefined> {
  if (decision.action === "bounce" || decision.action === "expire")
    return finish(deps, session, claim, entry, "failed", records, fetchNext);
  const { domain } = entry.delivery;
  const { lane, progress } = decision;
  const logged = records.map((record) => deps.records.append(record));
  // The ledger names the lane before the delivery is there: whoever finds it in the old one brings it over.
  const settled = deps.ledger.settle(claim.deliveryId, claim.token, "open", {
    domain,
    lane,
    recipients: left,
    progress,
  });
  const ended = endBurstTurn(deps, session, claim.deliveryId, true);
  const dueAtMs = decision.action === "retry" ? decision.atMs : 0;
  const next =
    lane === session.lane
      ? retryHere(deps, session, claim, dueAtMs, fetchNext)
      : moveTo(deps, session, claim, lane, dueAtMs, fetchNext);
  await Promise.all([...logged, settled, ended]);
  countRecords(deps, records);
  return next;
}

/** That delivery alone is delayed; the ones behind it go ahead at once. */
async function retryHere(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  dueAtMs: number,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  session.claims.delete(claim);
  const postponed = deps.lanes.postpone(claim, dueAtMs);
  const ticket = deps.lanes.offerTimedTicket(session.lane, dueAtMs, RETRY_ROUND_MS);
  const next = fetchNext ? await deps.lanes.claim(session.lane, session.id) : undefined;
  if (next) session.claims.add(next);
  await Promise.all([postponed, ticket]);
  return next;
}

/** Adds the delivery to another lane under the same id, then ends it here: safe to repeat at any point. */
export async function moveTo(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  lane: LaneKey,
  dueAtMs: number,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  await deps.lanes.enqueue(claim.deliveryId, lane, dueAtMs);
  await offerSession(deps, lane, dueAtMs);
  return leaveLane(deps, session, claim, fetchNext);
}

async function offerSession(deps: SessionDeps, lane: LaneKey, dueAtMs: number): Promise<void> {
  if (dueAtMs > deps.now()) return deps.lanes.offerTimedTicket(lane, dueAtMs, RETRY_ROUND_MS);
  await deps.lanes.callSession(lane, maxConnectionsOf(deps, lane));
}

export function maxConnectionsOf(deps: SessionDeps, lane: LaneKey): number {
  const { domainRules, relays } = deps.settings();
  if (lane.startsWith("direct:")) return ruleFor(lane.slice("direct:".length), domainRules).maxConnections;
  return relays.find((relay) => lane === `relay:${relay.id}`)?.maxConnections ?? 1;
}

/** Ends the delivery's stay in this lane and takes the next one. */
export async function leaveLane(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  session.claims.delete(claim);
  const next = await deps.lanes.complete(claim, fetchNext);
  if (next) session.claims.add(next);
  return next;
}

async function deleteBody(deps: SessionDeps, { head }: LedgerEntry): Promise<void> {
  if (head.spoolRef.startsWith("redis:")) return;
  try {
    await deps.spool.delete(head.spoolRef);
  } catch (error) {
    deps.log.warn({ err: error, message_id: head.messageId }, "body of a finished message could not be deleted");
  }
}

function countRecords(deps: SessionDeps, records: readonly LogRecord[]): void {
  for (const record of records) noteRecord(deps, record);
}
