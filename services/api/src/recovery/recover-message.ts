import { type Database, loadMessage, rankOf } from "@postlane/database";
import type { LedgerStore } from "@postlane/ledger";
import { receivedRecord } from "@postlane/intake";
import type { LaneKey, LedgerDelivery } from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import type { RecordWriter } from "@postlane/records";
import type { KeptEnvelope, Spool } from "@postlane/spool";

export interface RecoverDeps {
  readonly ledger: LedgerStore;
  readonly lanes: Pick<Lanes, "enqueue" | "callSession">;
  readonly records: RecordWriter;
  readonly spool: Spool;
  readonly database: Database;
  readonly maxConnections: (lane: LaneKey) => number;
  readonly now: () => number;
}

/** `missing`: Redis does not know it; look again, for it may be coming or going just now. */
export type Recovered = "recovered" | "known" | "finished" | "missing";

/** No claim of a worker: it settles what the spool knows to have ended. */
const TOKEN = "recovery";

/**
 * Queues a message of the spool again unless Redis still has it or it has ended; safe to repeat, and for several at once.
 * @param isSure it was missing a while ago as well
 */
export async function recoverMessage(
  deps: RecoverDeps,
  kept: KeptEnvelope,
  dryRun: boolean,
  isSure: boolean,
): Promise<Recovered> {
  const { messageId, spoolRef } = kept.head;
  const known = await deps.ledger.readMessage(messageId);
  if (known) {
    if (!dryRun) await mend(deps, kept, known.deliveries);
    return "known";
  }
  if (!isSure) return "missing";
  const left = await leftOf(deps.database, kept);
  const open = left.filter(({ recipients }) => recipients.length > 0);
  if (dryRun) return open.length > 0 ? "recovered" : "finished";
  if (open.length === 0) {
    await deps.spool.delete(spoolRef);
    return "finished";
  }
  const over = left.filter(({ recipients }) => recipients.length === 0);
  // Noted first: should this process die in between, the next run settles them, and queues what is in no lane.
  for (const { deliveryId } of over) await deps.spool.envelopes?.noteEnd(deliveryId);
  // Once, whoever does the same beside this one, and however far the mail has come by then.
  await deps.ledger.createOnce(kept.head, left);
  for (const { deliveryId } of over) await deps.ledger.settle(deliveryId, TOKEN, "delivered");
  await enqueue(deps, open);
  // The record of its acceptance may have been lost with Redis; where it was not, this is the same row.
  const recipients = kept.deliveries.flatMap((delivery) => delivery.recipients);
  await deps.records.append(receivedRecord(kept.head, recipients, kept.deliveries));
  return "recovered";
}

/** A lost second may have taken a lane's entry, or the end of a delivery, and left the ledger. */
async function mend(deps: RecoverDeps, kept: KeptEnvelope, deliveries: readonly LedgerDelivery[]): Promise<void> {
  const open = deliveries.filter(({ state }) => state === "open" || state === "dot");
  const waiting = open.filter(({ deliveryId }) => !kept.ended.has(deliveryId));
  for (const { deliveryId } of open.filter((delivery) => !waiting.includes(delivery))) {
    const settled = await deps.ledger.settle(deliveryId, TOKEN, "delivered");
    if (settled === "finished") await deps.spool.delete(kept.head.spoolRef);
  }
  await enqueue(deps, waiting);
}

/** Every delivery with the recipients of whom neither the spool nor the log says that they have ended. */
async function leftOf(database: Database, kept: KeptEnvelope): Promise<readonly LedgerDelivery[]> {
  const logged = await loadMessage(database, kept.head.messageId);
  const over = new Set(
    (logged?.records ?? []).filter(({ kind }) => rankOf(kind) === 2).flatMap(({ recipients }) => recipients),
  );
  return kept.deliveries.map((delivery) => ({
    ...delivery,
    recipients: kept.ended.has(delivery.deliveryId)
      ? []
      : delivery.recipients.filter(({ address }) => !over.has(address)),
  }));
}

async function enqueue(deps: RecoverDeps, deliveries: readonly LedgerDelivery[]): Promise<void> {
  await Promise.all(deliveries.map(({ deliveryId, lane }) => deps.lanes.enqueue(deliveryId, lane)));
  for (const lane of new Set(deliveries.map((delivery) => delivery.lane)))
    await deps.lanes.callSession(lane, deps.maxConnections(lane));
}
