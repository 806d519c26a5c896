import type { LedgerEntry } from "@postlane/ledger";
import type { Decision, LogRecord, Recipient } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { finishDelivery, writeDown } from "./finish-delivery.ts";
import { moveTo, stayUntil } from "./leave-lane.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** Does what was decided for the recipients that are left: an end, the next way, or this one again later. */
export async function followDecision(
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
    return finishDelivery(deps, session, claim, entry, "failed", records, fetchNext);
  const { lane, progress } = decision;
  const stored = { domain: entry.delivery.domain, lane, recipients: left, progress };
  const dueAtMs = decision.action === "retry" ? decision.atMs : 0;
  // The ledger names the lane before the delivery is there: whoever finds it in the old one brings it over.
  const settled = writeDown(deps, session, claim, records, () =>
    deps.ledger.settle(claim.deliveryId, claim.token, "open", stored),
  );
  return lane === session.lane
    ? stayUntil(deps, session, claim, dueAtMs, fetchNext, settled)
    : moveTo(deps, session, claim, lane, dueAtMs, fetchNext, settled);
}
