import { setTimeout as sleep } from "node:timers/promises";
import type { ActionResult, Control, Order } from "@postlane/control";
import { isDatabaseAway, SearchTooSlow } from "@postlane/database";
import { addResults, type Operation } from "./operation.ts";
import type { OperationStore } from "./operation-store.ts";
import { type WalkDeps, walkOn, type WalkPart } from "./walk.ts";

export interface RunDeps extends WalkDeps {
  readonly control: Control;
  readonly store: OperationStore;
  readonly now: () => number;
  readonly onTrouble: (error: Error, operation: Operation) => void;
}

/** Deliveries dealt with together. */
const BATCH = 100;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3_000;
/** A database that is away is waited for this long; Redis as long as it takes, for nobody could be told anyway. */
const PATIENCE_MS = 60_000;

/**
 * Goes through an operation's deliveries, batch by batch, and writes down how far it has come. What was done is done once, however often
 * a batch is repeated.
 * @returns the operation as it ended, or undefined when it was stopped or belongs to another process by now
 */
export async function runOperation(
  deps: RunDeps,
  first: Operation,
  signal: AbortSignal,
): Promise<Operation | undefined> {
  let operation = first;
  let changed = false;
  /** Told already that they wait for the end of an attempt. */
  const waiting = new Set<string>();
  let troubleSince: number | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted;) {
    try {
      const round = roundOf(operation.cursor);
      const part = await walkOn(deps, operation, changed);
      const results = await dealWith(deps, operation, part, waiting);
      changed = results.some(({ result }) => result !== "not_possible") || (changed && roundOf(part.next) === round);
      const counted = addResults(operation, results);
      const nowMs = deps.now();
      const next: Operation =
        part.next === undefined
          ? { ...counted, state: "finished", updatedAtMs: nowMs, finishedAtMs: nowMs }
          : { ...counted, cursor: part.next, updatedAtMs: nowMs };
      if (!(await deps.store.save(next))) return undefined;
      if (next.state === "finished") return next;
      operation = next;
      troubleSince = undefined;
      pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      troubleSince ??= deps.now();
      deps.onTrouble(error as Error, operation);
      if (isHopeless(error, deps.now() - troubleSince)) return fail(deps, operation, error as Error);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
  return undefined;
}

async function dealWith(
  { control }: RunDeps,
  operation: Operation,
  { deliveryIds, again = false }: WalkPart,
  waiting: Set<string>,
): Promise<readonly ActionResult[]> {
  const { id, action, by, reason, startedAtMs, dryRun } = operation;
  const order: Order = { id, action, by, reason, atMs: startedAtMs };
  const fresh = [...new Set(deliveryIds)].filter((deliveryId) => !waiting.has(deliveryId));
  const all: ActionResult[] = [];
  for (let from = 0; from < fresh.length; from += BATCH) {
    const some = fresh.slice(from, from + BATCH);
    all.push(...(dryRun ? await control.foresee(some, order) : await control.act(some, order)));
  }
  for (const { deliveryId, result } of all) if (result === "after_this_attempt") waiting.add(deliveryId);
  return again ? all.filter(({ result }) => result !== "not_possible") : all;
}

function roundOf(cursor = ""): string {
  return cursor.slice(0, cursor.indexOf("/") + 1);
}

function isHopeless(error: unknown, troubleMs: number): boolean {
  return error instanceof SearchTooSlow || (isDatabaseAway(error) && troubleMs > PATIENCE_MS);
}

async function fail(deps: RunDeps, operation: Operation, error: Error): Promise<Operation | undefined> {
  const nowMs = deps.now();
  const failed: Operation = {
    ...operation,
    state: "failed",
    error: error.message,
    updatedAtMs: nowMs,
    finishedAtMs: nowMs,
  };
  return (await deps.store.save(failed)) ? failed : undefined;
}
