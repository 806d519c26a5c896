import type { Claim } from "@postlane/queue";
import { suppressedRecords } from "@postlane/suppressions";
import { finishDelivery } from "./finish-delivery.ts";
import { followDecision } from "./follow-decision.ts";
import type { Prepared } from "./prepare-delivery.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** Ends a delivery's recipients that are suppressed by now; those who are left are tried at once. Not an attempt. */
export async function settleSuppressed(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  { entry, progress, suppressed }: Extract<Prepared, { kind: "suppressed" }>,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const { head, delivery } = entry;
  const nowMs = deps.now();
  const facts = {
    id: `${delivery.deliveryId}/${progress.attempts}`,
    at: nowMs,
    messageId: head.messageId,
    reversePath: head.envelope.reversePath,
    deliveryId: delivery.deliveryId,
    lane: delivery.lane,
    attempt: progress.attempts,
    worker: deps.workerId,
    sinceReceivedMs: nowMs - head.receivedAtMs,
  };
  const records = suppressedRecords(facts, suppressed);
  deps.suppressions.countHits(suppressed.values()).catch(() => {});
  const left = delivery.recipients.filter(({ address }) => !suppressed.has(address));
  if (left.length === 0) return finishDelivery(deps, session, claim, entry, "failed", records, fetchNext);
  const again = { action: "retry", lane: session.lane, progress, atMs: nowMs } as const;
  return followDecision(deps, session, claim, entry, left, again, records, fetchNext);
}
