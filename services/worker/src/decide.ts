import type { LedgerEntry } from "@postlane/ledger";
import { type Decision, decideOutcome, type Failure, isPermanent, type Progress, ruleFor } from "@postlane/mail";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/**
 * What follows from a failure, by the present rules and relays. Only its attempts or its time being used up does not end a delivery of
 * which somebody has wished something meanwhile: the wish comes true instead.
 * @param progress with the attempt counted already
 */
export async function decide(
  deps: SessionDeps,
  session: Session,
  entry: LedgerEntry,
  progress: Progress,
  failure: Failure,
): Promise<Decision> {
  const { lane } = session;
  const nowMs = deps.now();
  const decision = decideOutcome({
    failure,
    domain: entry.delivery.domain,
    lane,
    progress,
    rule: ruleFor(entry.delivery.domain, deps.settings().domainRules),
    pace: session.target.pace,
    relays: deps.relayChoices(),
    receivedAtMs: entry.head.receivedAtMs,
    nowMs,
    random: deps.random(),
  });
  const isEnd = decision.action === "bounce" || decision.action === "expire";
  if (!isEnd || isPermanent(failure)) return decision;
  const now = await persist(deps, () => deps.ledger.read(entry.delivery.deliveryId));
  return now?.delivery.wish ? { action: "retry", lane, progress, atMs: nowMs } : decision;
}
