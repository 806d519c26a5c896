import type { LedgerEntry, SettleResult, StoredDelivery } from "@postlane/ledger";
import type { Hold, LogRecord } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { endBurstTurn } from "./burst-turn.ts";
import { leaveAndLook, leaveLane } from "./leave-lane.ts";
import { noteRecord } from "./note-record.ts";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

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
  const [settled, next] = await Promise.all([
    writeDown(deps, session, claim, records, () => deps.ledger.settle(claim.deliveryId, claim.token, state)),
    leaveLane(deps, session, claim, fetchNext),
  ]);
  // gone: an earlier try had ended the message, its answer was lost.
  if (settled === "finished" || settled === "gone") await deleteBody(deps, entry.head.spoolRef);
  return next;
}

/** Ends it for now with the recipients that only a person can decide about. */
export async function holdDelivery(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  held: StoredDelivery,
  why: Hold,
  records: readonly LogRecord[],
  fetchNext: boolean,
): Promise<Claim | undefined> {
  const { deliveryId } = claim;
  await persist(deps, () => deps.contents.noteHeld(deliveryId, held.lane, why.sinceMs));
  const settled = writeDown(deps, session, claim, records, () =>
    deps.ledger.settle(deliveryId, claim.token, "held", held, why),
  );
  return leaveAndLook(deps, session, claim, fetchNext, settled);
}

/** Records, then what they tell of in the ledger; the delivery's place in the burst is free. */
export async function writeDown(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  records: readonly LogRecord[],
  settle: () => Promise<SettleResult>,
): Promise<SettleResult> {
  const logged = records.map((record) => persist(deps, () => deps.records.append(record)));
  const settled = persist(deps, settle);
  const ended = persist(deps, () => endBurstTurn(deps, session, claim.deliveryId, true));
  await Promise.all([...logged, ended]);
  for (const record of records) noteRecord(deps, record);
  return settled;
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
