import type { LedgerEntry } from "@postlane/ledger";
import type { Failure, Progress, Transcript } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { decisionRecord } from "./attempt-records.ts";
import { decide } from "./decide.ts";
import { factsOf } from "./facts-of.ts";
import { followDecision } from "./follow-decision.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** Settles a delivery that was not sent by this claim: it waits, moves on, bounces or expires for the failure given. */
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
  const decision = await decide(deps, session, entry, progress, failure);
  const facts = factsOf(deps, session, entry, progress.attempts, transcript, false);
  const { recipients } = entry.delivery;
  const records = [decisionRecord(facts, recipients, failure, decision)];
  return followDecision(deps, session, claim, entry, recipients, decision, records, fetchNext);
}
