import type { LedgerEntry } from "@postlane/ledger";
import { type Decision, type LogRecord, type Recipient, troubleOf } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { finishDelivery } from "./finish-delivery.ts";
import { moveTo, stayUntil } from "./leave-lane.ts";
import { REPORT_AGAIN_MS, reportFirst } from "./report-first.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { writeDown } from "./write-down.ts";

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
  const { lane } = decision;
  const putOff = records.find(({ kind }) => kind === "deferred" || kind === "rerouted");
  const progress = putOff ? { ...decision.progress, lastTrouble: troubleOf(putOff) } : decision.progress;
  const changed = { domain: entry.delivery.domain, lane, recipients: left, progress };
  const reporting = reportFirst(deps, session, claim, entry, records, changed, "open");
  const reported = reporting && (await reporting);
  if (reported?.kind === "later") return stayUntil(deps, session, claim, deps.now() + REPORT_AGAIN_MS, fetchNext);
  const { records: told, delivery: stored } = reported ?? { records, delivery: changed };
  const dueAtMs = decision.action === "retry" ? decision.atMs : 0;
  // The ledger names the lane before the delivery is there: whoever finds it in the old one brings it over.
  const settled = writeDown(deps, session, claim, told, () =>
    deps.ledger.settle(claim.deliveryId, claim.token, "open", stored),
  );
  return lane === session.lane
    ? stayUntil(deps, session, claim, dueAtMs, fetchNext, settled)
    : moveTo(deps, session, claim, lane, dueAtMs, fetchNext, settled);
}
