import type { LedgerEntry, StoredDelivery } from "@postlane/ledger";
import { withPointers } from "@postlane/intake";
import type { LogRecord, ReportDue, ReportsDue } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { writeDown } from "./write-down.ts";

/** A report that cannot be made durable is tried again at once so often, then when the delivery is claimed again. */
const TRIES = 3;
const PAUSE_MS = 200;
export const REPORT_AGAIN_MS = 30_000;

/** What is still to be written of an attempt, once its reports are messages. */
export type Reported =
  /** `delivery` carries what the reports changed in it. */
  | { readonly kind: "done"; readonly records: readonly LogRecord[]; readonly delivery: StoredDelivery }
  /** The facts are in the ledger, or another claim has to report: somebody has to come back for this delivery. */
  | { readonly kind: "later" };

/**
 * Makes the reports that an attempt calls for before its end is written, in three steps that bear a crash between any two: the facts go
 * into the ledger with all that the attempt brought, so that nobody sends it again; they become messages, each once; then the caller
 * writes the end. Whoever claims the delivery after a crash goes on from there (`makeReports`).
 * @returns undefined when there is nothing to report: no I/O, nothing changed
 */
export function reportFirst(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  entry: LedgerEntry,
  records: readonly LogRecord[],
  delivery: StoredDelivery,
  end: "open" | "held" | NonNullable<ReportsDue["end"]>,
): Promise<Reported> | undefined {
  const passedOn = session.connection?.capabilities.dsn === true;
  const groups = deps.reporter.groups(entry, { records, passedOn });
  return groups && report();

  async function report(): Promise<Reported> {
    const planned = await deps.reporter.plan(entry, groups!);
    const told = planned.some(({ kind }) => kind === "delay");
    const progress = told ? { ...delivery.progress, delayReported: true as const } : delivery.progress;
    const changed = { ...delivery, progress };
    const pointing = withPointers(records, planned);
    const due = planned.flatMap((one) => ("due" in one ? [one.due] : []));
    if (due.length === 0) return { kind: "done", records: pointing, delivery: changed };
    // Held comes of an uncertain attempt, and open it would be sent again: after a crash it is uncertain still.
    if (end === "held") {
      await makeReports(deps, entry, due);
      return { kind: "done", records: pointing, delivery: changed };
    }
    const stored = { ...changed, reports: { due, end: end === "open" ? undefined : end } };
    const settled = await writeDown(deps, session, claim, pointing, () =>
      deps.ledger.settle(claim.deliveryId, claim.token, "open", stored),
    );
    // Delivered overrides what another claim has marked, and then this is the one that knows.
    if (settled === "taken" && end !== "delivered") return { kind: "later" };
    if (settled !== "gone" && !(await makeReports(deps, entry, due))) return { kind: "later" };
    return { kind: "done", records: [], delivery: changed };
  }
}

/** @returns false when not all of them could be made durable now; never rejects */
export async function makeReports(
  deps: SessionDeps,
  { head }: LedgerEntry,
  due: readonly ReportDue[],
): Promise<boolean> {
  for (let tried = 1; ; tried += 1) {
    try {
      for (const report of due) await deps.reporter.submit(head, report);
      return true;
    } catch (error) {
      deps.log.warn({ err: error, message_id: head.messageId }, "a report could not be made durable yet");
      if (tried === TRIES) return false;
      await sleep(PAUSE_MS);
    }
  }
}
