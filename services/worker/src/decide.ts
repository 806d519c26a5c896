import type { LedgerEntry } from "@postlane/ledger";
import { type Decision, decideOutcome, type Failure, type Progress, ruleFor } from "@postlane/mail";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** What follows from a failure, by the present rules and relays. @param progress with the attempt counted already */
export function decide(
  deps: SessionDeps,
  session: Session,
  entry: LedgerEntry,
  progress: Progress,
  failure: Failure,
): Decision {
  return decideOutcome({
    failure,
    domain: entry.delivery.domain,
    lane: session.lane,
    progress,
    rule: ruleFor(entry.delivery.domain, deps.settings().domainRules),
    pace: session.target.pace,
    relays: deps.relayChoices(),
    receivedAtMs: entry.head.receivedAtMs,
    nowMs: deps.now(),
    random: deps.random(),
  });
}
