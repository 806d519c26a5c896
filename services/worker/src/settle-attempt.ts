import type { LedgerEntry } from "@postlane/ledger";
import { countAttempt, type LogRecord, type Progress, type Transcript } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { TransactionResult } from "@postlane/smtp-client";
import { attemptRecord, decisionRecord, deliveredFields, refusedRecords } from "./attempt-records.ts";
import { decide } from "./decide.ts";
import { factsOf } from "./facts-of.ts";
import { finishDelivery } from "./finish-delivery.ts";
import { followDecision } from "./follow-decision.ts";
import { judgeAttempt } from "./judge-attempt.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { settleUncertain } from "./settle-uncertain.ts";

/**
 * Writes down how an attempt ended: record, ledger, then the lane, in one turn. Never rejects.
 * @param before with the lane's outages charged, without this attempt
 * @param fetchNext claim the lane's next delivery in the same command
 */
export async function settleAttempt(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  before: Progress,
  result: TransactionResult,
  transcript: Transcript,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const progress = countAttempt(before, session.lane);
  const facts = factsOf(deps, session, entry, progress.attempts, transcript, result.uncertain);
  const { delivered, refused, unanswered, putOff, failure } = judgeAttempt(entry.delivery.recipients, result);
  const records: LogRecord[] = [];
  if (delivered.length > 0) records.push(attemptRecord(facts, "delivered", delivered, deliveredFields(result.reply)));
  records.push(...refusedRecords(facts, refused));
  if (failure === undefined)
    return finishDelivery(
      deps,
      session,
      claim,
      entry,
      delivered.length > 0 ? "delivered" : "failed",
      records,
      fetchNext,
    );
  const postponed = putOff.map(({ recipient }) => recipient);
  if (result.uncertain) {
    const putOffFailure = putOff[0]?.failure;
    const uncertain = { facts, progress, failure, unanswered, putOff: postponed, putOffFailure, records };
    return settleUncertain(deps, session, claim, entry, uncertain, fetchNext);
  }
  const left = [...unanswered, ...postponed];
  const decision = await decide(deps, session, entry, progress, failure);
  records.push(decisionRecord(facts, left, failure, decision));
  return followDecision(deps, session, claim, entry, left, decision, records, fetchNext);
}
