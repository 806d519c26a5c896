import type { LedgerEntry, StoredDelivery } from "@postlane/ledger";
import type { Hold, LogRecord } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { EnvelopeStore } from "@postlane/spool";
import { leaveAndLook, leaveLane, stayUntil } from "./leave-lane.ts";
import { persist } from "./persist.ts";
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
  if (settled === "finished" || settled === "gone") await deleteBody(deps, entry.head.spoolRef);
  else if (deps.spool.envelopes) await noteEnd(deps, deps.spool.envelopes, claim.deliveryId);
  return next;
}

/** Ends it for now with the recipients that only a person can decide about. */
export async function holdDelivery(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  held: StoredDelivery,
  why: Hold,
  records: readonly LogRecord[],
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const { deliveryId } = claim;
  const reported = await reportFirst(deps, session, claim, entry, records, held, "held");
  const told = reported?.kind === "done" ? reported.records : records;
  await persist(deps, () => deps.contents.noteHeld(deliveryId, held.lane, why.sinceMs));
  const settled = writeDown(deps, session, claim, told, () =>
    deps.ledger.settle(deliveryId, claim.token, "held", held, why),
  );
  return leaveAndLook(deps, session, claim, fetchNext, settled);
}

/** Other deliveries of the message go on; should Redis be lost meanwhile, this one must not be sent again. */
async function noteEnd(deps: Pick<SessionDeps, "log">, envelopes: EnvelopeStore, deliveryId: string): Promise<void> {
  try {
    await envelopes.noteEnd(deliveryId);
  } catch (error) {
    deps.log.warn({ err: error, delivery_id: deliveryId }, "the end of a delivery could not be noted in the spool");
  }
}

/** A small body went with the ledger. */
export async function deleteBody(deps: Pick<SessionDeps, "spool" | "log">, spoolRef: string): Promise<void> {
  if (spoolRef.startsWith("redis:")) return;
  try {
    await deps.spool.delete(spoolRef);
  } catch (error) {
    deps.log.warn({ err: error, spool_ref: spoolRef }, "body of a finished message could not be deleted");
  }
}
