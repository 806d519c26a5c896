import type { LedgerEntry } from "@postlane/ledger";
import { ruleFor, type Transcript } from "@postlane/mail";
import type { AttemptFacts } from "./attempt-records.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** What the records of an attempt of this session have in common. @param attempt its number, from 1 */
export function factsOf(
  deps: SessionDeps,
  session: Session,
  entry: LedgerEntry,
  attempt: number,
  transcript: Transcript,
  uncertain: boolean,
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
