import type { LedgerEntry } from "@postlane/ledger";
import type { Claim } from "@postlane/queue";
import { finishDelivery } from "./finish-delivery.ts";
import { stayUntil } from "./leave-lane.ts";
import { persist } from "./persist.ts";
import { makeReports, REPORT_AGAIN_MS } from "./report-first.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** Goes on where a worker ended between an attempt and its reports, or could not make them: its records are written already. */
export async function resumeReports(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const { domain, lane, recipients, progress, reports } = entry.delivery;
  if (reports && !(await makeReports(deps, entry, reports.due)))
    return stayUntil(deps, session, claim, deps.now() + REPORT_AGAIN_MS, fetchNext);
  if (reports?.end) return finishDelivery(deps, session, claim, entry, reports.end, [], fetchNext);
  const left = { domain, lane, recipients, progress };
  await persist(deps, () => deps.ledger.settle(claim.deliveryId, claim.token, "open", left));
  return stayUntil(deps, session, claim, deps.now(), fetchNext);
}
