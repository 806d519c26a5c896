import type { LedgerEntry, StoredDelivery, WishOutcome } from "@postlane/ledger";
import { laneOf, type LogRecord, type Progress, type RecordKind, ruleFor, type Wish } from "@postlane/mail";
import type { Afterwards } from "./afterwards.ts";
import type { ControlDeps } from "./types.ts";

/**
 * Does what a wish that was taken says. Everything before the last word in the ledger may be done twice, by whoever: records have the wish's id,
 * a delivery is in a lane once, and a worker that meets it there before that word comes here, too.
 * @returns false when somebody else had the last word
 */
export async function carryOutWish(
  deps: ControlDeps,
  entry: LedgerEntry,
  wish: Wish,
  afterwards: Afterwards,
): Promise<boolean> {
  const { delivery, head } = entry;
  const { deliveryId, lane } = delivery;
  await prepare();
  const done = await deps.ledger.fulfilWish(deliveryId, wish.id, outcome());
  if (done === undefined) return false;
  await tidyUp();
  if (done === "finished" && !head.spoolRef.startsWith("redis:")) await deps.deleteBody(head.spoolRef);
  return true;

  async function prepare(): Promise<void> {
    const record = recordOf(deps, entry, wish);
    // Before its end is written: afterwards nobody would come back to it.
    const told = record && wish.reportId ? await deps.reporter.tell(entry, [record], wish.reportId) : [record];
    for (const one of told) if (one) await deps.records.append(one);
    switch (wish.action) {
      case "hold":
        return deps.contents.noteHeld(deliveryId, lane, wish.atMs);
      case "release":
        return deps.lanes.enqueue(deliveryId, lane);
      case "move":
        return deps.lanes.enqueue(deliveryId, relayLane(wish));
      case "cancel":
      case "assume_delivered":
        return undefined;
    }
  }

  function outcome(): WishOutcome {
    switch (wish.action) {
      case "cancel":
        return { state: "failed" };
      case "assume_delivered":
        return { state: "delivered" };
      case "hold":
        return { state: "held", hold: { by: wish.by, reason: wish.reason, sinceMs: wish.atMs } };
      case "release":
        return { state: "open", delivery: changed({ progress: releasedProgress(deps, entry) }) };
      case "move":
        return { state: "open", delivery: changed({ lane: relayLane(wish), progress: movedProgress(deps, entry) }) };
    }
  }

  function changed(some: Partial<StoredDelivery>): StoredDelivery {
    return { domain: delivery.domain, lane, recipients: delivery.recipients, progress: delivery.progress, ...some };
  }

  /** In the lane it leaves, a pointer that stays behind does no harm: whoever claims it asks the ledger. */
  async function tidyUp(): Promise<void> {
    if (wish.action === "release") {
      // One that stayed behind when it was held may wait for a later time.
      await deps.lanes.makeDue(deliveryId, lane);
      afterwards.call(lane);
    } else if (wish.action === "move") {
      if (lane !== relayLane(wish)) afterwards.forget(deliveryId, lane);
      else await deps.lanes.makeDue(deliveryId, lane);
      afterwards.call(relayLane(wish));
    } else afterwards.forget(deliveryId, lane);
    if (wish.action !== "hold") await deps.contents.dropHeld(deliveryId, lane);
  }
}

const KINDS: Readonly<Record<Wish["action"], RecordKind>> = {
  cancel: "cancelled",
  hold: "held",
  release: "released",
  move: "rerouted",
  assume_delivered: "delivered",
};
const TOLD: Readonly<Record<Wish["action"], string>> = {
  cancel: "cancelled",
  hold: "held",
  release: "released",
  move: "moved to another relay",
  assume_delivered: "taken as delivered",
};

function recordOf(deps: ControlDeps, { head, delivery }: LedgerEntry, wish: Wish): LogRecord | undefined {
  if (wish.action === "move" && delivery.lane === relayLane(wish)) return undefined;
  const kind = KINDS[wish.action];
  return {
    id: `${delivery.deliveryId}/${delivery.progress.attempts}/${kind}/${wish.id}`,
    kind,
    at: deps.now(),
    messageId: head.messageId,
    deliveryId: delivery.deliveryId,
    reversePath: head.envelope.reversePath,
    recipients: delivery.recipients.map(({ address }) => address),
    domain: delivery.domain,
    lane: delivery.lane,
    nextLane: wish.action === "move" ? relayLane(wish) : undefined,
    rule: ruleFor(delivery.domain, deps.rules()).pattern,
    by: wish.by,
    detail: wish.reason || TOLD[wish.action],
    uncertain: wish.action === "assume_delivered" || undefined,
    sinceReceivedMs: deps.now() - head.receivedAtMs,
  };
}

function relayLane({ relayId = "" }: Wish) {
  return laneOf({ kind: "relay", relayId });
}

/** The time it was held does not count: neither outages of its lane meanwhile nor towards its expiry. */
function releasedProgress(deps: ControlDeps, { delivery: { progress, hold } }: LedgerEntry): Progress {
  const nowMs = deps.now();
  const heldMs = (progress.heldMs ?? 0) + Math.max(0, nowMs - (hold?.sinceMs ?? nowMs));
  return { ...progress, heldMs, laneSinceMs: nowMs };
}

/** The route plan goes on from there: no way back to direct attempts, and a new round of the relays. */
function movedProgress(deps: ControlDeps, { delivery: { progress, domain } }: LedgerEntry): Progress {
  const { directAttempts } = ruleFor(domain, deps.rules());
  return {
    ...progress,
    directAttempts: Math.max(progress.directAttempts, directAttempts),
    relayAttempts: 0,
    relaysTried: [],
    laneSinceMs: deps.now(),
  };
}
