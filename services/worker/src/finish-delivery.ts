import type { LedgerEntry, StoredDelivery } from "@postlane/ledger";
import type { LogRecord } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { leaveLane, stayUntil } from "./leave-lane.ts";
import { REPORT_AGAIN_MS, reportFirst } from "./report-first.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { writeDown } from "./write-down.ts";

/**
 * Writes an end of the delivery: records, ledger, burst, lane, all in one turn. Each is repeated by itself until Redis has taken
 * it, for after a 250 nothing may make the delivery look unsent.
 */
export async function finishDelivery(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  state: "delivered" | "failed",
  records: readonly LogRecord[],
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const { domain, lane, progress } = entry.delivery;
  const ended = { domain, lane, recipients: [], progress };
  const reporting = reportFirst(deps, session, claim, entry, records, ended, state);
  const reported = reporting && (await reporting);
  if (reported?.kind === "later") return stayUntil(deps, session, claim, deps.now() + REPORT_AGAIN_MS, fetchNext);
  const told = reported?.records ?? records;
  const [settled, next] = await Promise.all([
    writeDown(deps, session, claim, told, () => deps.ledger.settle(claim.deliveryId, claim.token, state)),
    leaveLane(deps, session, claim, fetchNext),
  ]);
  // gone: an earlier try had ended the message, its answer was lost.
  if (settled === "finished" || settled === "gone") await deleteBody(deps, entry);
  return next;
}

/** Ends it for now with the recipients that only a person can decide about. */
export async function holdDelivery(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  held: StoredDelivery,
  records: readonly LogRecord[],
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const reported = await reportFirst(deps, session, claim, entry, records, held, "held");
  if (reported?.kind === "later") return stayUntil(deps, session, claim, deps.now() + REPORT_AGAIN_MS, fetchNext);
  const told = reported?.records ?? records;
  const [, next] = await Promise.all([
    writeDown(deps, session, claim, told, () => deps.ledger.settle(claim.deliveryId, claim.token, "held", held)),
    leaveLane(deps, session, claim, fetchNext),
  ]);
  return next;
}

/** A small body went with the ledger. */
async function deleteBody(deps: SessionDeps, { head }: LedgerEntry): Promise<void> {
  if (head.spoolRef.startsWith("redis:")) return;
  try {
    await deps.spool.delete(head.spoolRef);
  } catch (error) {
    deps.log.warn({ err: error, message_id: head.messageId }, "body of a finished message could not be deleted");
  }
}
