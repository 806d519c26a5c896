import { type Database, loadMessage, rankOf } from "@postlane/database";
import type { LedgerStore } from "@postlane/ledger";
import type { LaneKey, LedgerDelivery, LogRecord } from "@postlane/mail";
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

/** `young`: an ingress may be about to write it into Redis. */
export type Recovered = "recovered" | "known" | "finished" | "young";

/** Between the spool and Redis a submission takes milliseconds, and with a Redis that is away a second. */
const YOUNG_MS = 15_000;
/** No claim of a worker: it settles what the spool knows to have ended. */
const TOKEN = "recovery";

/** Queues a message of the spool again unless Redis still has it or it has ended; safe to repeat. */
export async function recoverMessage(deps: RecoverDeps, kept: KeptEnvelope, dryRun: boolean): Promise<Recovered> {
  const { messageId, receivedAtMs, spoolRef } = kept.head;
  const known = await deps.ledger.readMessage(messageId);
  if (known) {
    if (!dryRun) await mend(deps, kept, known.deliveries);
    return "known";
  }
  if (deps.now() - receivedAtMs < YOUNG_MS) return "young";
  const left = await leftOf(deps.database, kept);
  const open = left.filter(({ recipients }) => recipients.length > 0);
  if (dryRun) return open.length > 0 ? "recovered" : "finished";
  if (open.length === 0) {
    await deps.spool.delete(spoolRef);
    return "finished";
  }
  const over = left.filter(({ recipients }) => recipients.length === 0);
  // Noted first: should this process die in between, the next run settles them.
  for (const { deliveryId } of over) await deps.spool.envelopes?.noteEnd(deliveryId);
  for (const { deliveryId, lane } of open) await deps.lanes.enqueue(deliveryId, lane);
  await deps.ledger.create(kept.head, left);
  for (const { deliveryId } of over) await deps.ledger.settle(deliveryId, TOKEN, "delivered");
  await deps.records.append(receivedAgain(kept));
  await callSessions(deps, open);
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
  for (const { deliveryId, lane } of waiting) await deps.lanes.enqueue(deliveryId, lane);
  await callSessions(deps, waiting);
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

async function callSessions(deps: RecoverDeps, deliveries: readonly LedgerDelivery[]): Promise<void> {
  for (const lane of new Set(deliveries.map((delivery) => delivery.lane)))
    await deps.lanes.callSession(lane, deps.maxConnections(lane));
}

/** The record of its acceptance may have been lost with Redis; where it was not, this is the same row. */
function receivedAgain({ head, deliveries }: KeptEnvelope): LogRecord {
  return {
    id: `${head.messageId}/0/received`,
    kind: "received",
    at: head.receivedAtMs,
    messageId: head.messageId,
    reversePath: head.envelope.reversePath,
    recipients: deliveries.flatMap(({ recipients }) => recipients.map(({ address }) => address)),
    clientAddress: head.clientAddress,
    clientName: head.clientName,
    username: head.username,
    sizeBytes: head.sizeBytes,
    messageIdHeader: head.messageIdHeader,
    subject: head.subject,
  };
}
