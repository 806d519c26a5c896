import type { JobJson } from "bullmq";

/** The job of a delivery in its lane: a pointer and nothing else, for the ledger holds the truth. */
export function deliveryJob(deliveryId: string, nowMs: number, delayMs: number): JobJson {
  return json("delivery", "{}", { jobId: deliveryId, attempts: 1, delay: delayMs }, nowMs);
}

/**
 * A ticket for a slot of a lane: at most one waits and one is active, and one offered while its slot is busy runs after it,
 * so no wake-up is lost whatever the backlog.
 */
export function slotTicket(lane: string, slot: number, nowMs: number): JobJson {
  const deduplication = { id: `${lane}/${slot}`, keepLastIfActive: true };
  return json(
    "ticket",
    JSON.stringify({ lane }),
    { attempts: 1, removeOnComplete: true, delay: 0, deduplication },
    nowMs,
  );
}

/** A ticket for a moment: everything in the lane that waits for it shares one. */
export function timedTicket(lane: string, atMs: number, nowMs: number): JobJson {
  const deduplication = { id: `${lane}@${atMs}` };
  const delay = Math.max(0, atMs - nowMs);
  return json("ticket", JSON.stringify({ lane }), { attempts: 1, removeOnComplete: true, delay, deduplication }, nowMs);
}

function json(name: string, data: string, opts: Record<string, unknown>, nowMs: number): JobJson {
  const deduplication = opts["deduplication"] as { id: string } | undefined;
  return {
    id: (opts["jobId"] as string | undefined) ?? "",
    name,
    data,
    opts,
    progress: 0,
    attemptsMade: 0,
    attemptsStarted: 0,
    stalledCounter: 0,
    timestamp: nowMs,
    failedReason: "",
    returnvalue: "",
    ...(deduplication ? { deduplicationId: deduplication.id } : {}),
  } as unknown as JobJson;
}
