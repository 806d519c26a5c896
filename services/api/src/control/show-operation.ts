import type { HttpOperation } from "@postlane/contract";
import type { Operation } from "./operation.ts";

/** Silent for so long, nobody goes on with it. */
const INTERRUPTED_MS = 30_000;

export function showOperation(operation: Operation, nowMs: number): HttpOperation {
  const { scope, action, counts, state, updatedAtMs, finishedAtMs } = operation;
  const interrupted = state === "running" && nowMs - updatedAtMs > INTERRUPTED_MS;
  return {
    id: operation.id,
    state: interrupted ? "interrupted" : state,
    action: action.kind,
    dry_run: operation.dryRun,
    relay: action.kind === "move" ? action.relayId : undefined,
    lane: scope.kind === "lane" ? scope.lane : undefined,
    filter: scope.kind === "search" ? { ...scope.filter } : undefined,
    reason: operation.reason,
    by: operation.by,
    expected: operation.expected,
    counted: counts.counted,
    done: counts.done,
    after_this_attempt: counts.afterThisAttempt,
    not_possible: counts.notPossible,
    why_not: { ...counts.whyNot },
    sample: operation.sample.map(({ deliveryId, result, detail }) => ({ delivery_id: deliveryId, result, detail })),
    started_at: iso(operation.startedAtMs),
    updated_at: iso(updatedAtMs),
    finished_at: finishedAtMs === undefined ? undefined : iso(finishedAtMs),
    error: operation.error,
  };
}

function iso(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
