import type { LedgerEntry } from "@postlane/ledger";
import { countAttempt, type Failure, type LogRecord, type Progress, type Recipient, ruleFor } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { type AttemptFacts, attemptRecord, decisionRecord, failureFields } from "./attempt-records.ts";
import { decide } from "./decide.ts";
import { factsOf } from "./facts-of.ts";
import { finishDelivery, holdDelivery } from "./finish-delivery.ts";
import { followDecision } from "./follow-decision.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

const WORKER_DIED: Failure = {
  scope: "message",
  step: "data-end",
  enhancedCode: "4.4.2",
  detail: "the worker ended between the final dot and the answer: the mail may have arrived",
};

/** What is known of an attempt whose answer to the final dot never came. */
export interface Uncertain {
  readonly facts: AttemptFacts;
  /** With this attempt counted. */
  readonly progress: Progress;
  readonly failure: Failure;
  /** Their mail may have arrived. */
  readonly unanswered: readonly Recipient[];
  /** Put off before the content: they have not got it. */
  readonly putOff: readonly Recipient[];
  /** What decides for them. */
  readonly putOffFailure?: Failure;
  /** Of recipients that are settled. */
  readonly records: readonly LogRecord[];
}

/** A worker died between the final dot and the answer, and its mark has been taken over. Counts as an attempt. */
export async function settleDeadWorkers(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  before: Progress,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const progress = countAttempt(before, session.lane);
  const facts = factsOf(deps, session, entry, progress.attempts, [], true);
  const unanswered = entry.delivery.recipients;
  const uncertain = { facts, progress, failure: WORKER_DIED, unanswered, putOff: [], records: [] };
  return settleUncertain(deps, session, claim, entry, uncertain, fetchNext);
}

/** By the rule: try again, hold for a person to decide, or take it as delivered. */
export async function settleUncertain(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  uncertain: Uncertain,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const { facts, progress, failure, unanswered, putOff, putOffFailure = failure, records } = uncertain;
  deps.metrics.uncertain.inc();
  const told = (kind: "held" | "delivered", who: readonly Recipient[]): LogRecord =>
    attemptRecord(facts, kind, who, failureFields(failure), "/uncertain");

  switch (ruleFor(entry.delivery.domain, deps.settings().domainRules).uncertain) {
    case "retry":
      return goOn([...unanswered, ...putOff], failure, records);
    case "hold": {
      const left = [...unanswered, ...putOff];
      const held = { domain: entry.delivery.domain, lane: entry.delivery.lane, recipients: left, progress };
      const why = { reason: failure.detail, sinceMs: deps.now(), uncertain: true };
      return holdDelivery(deps, session, claim, entry, held, why, [...records, told("held", left)], fetchNext);
    }
    case "assume-delivered": {
      const all = [...records, told("delivered", unanswered)];
      if (putOff.length > 0) return goOn(putOff, putOffFailure, all);
      return finishDelivery(deps, session, claim, entry, "delivered", all, fetchNext);
    }
  }

  async function goOn(
    left: readonly Recipient[],
    why: Failure,
    settled: readonly LogRecord[],
  ): Promise<Claim | undefined> {
    const decision = await decide(deps, session, entry, progress, why);
    const all = [...settled, decisionRecord(facts, left, why, decision)];
    return followDecision(deps, session, claim, entry, left, decision, all, fetchNext);
  }
}
