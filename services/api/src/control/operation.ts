import type { MessagesFilter } from "@postlane/contract";
import type { Action, ActionResult } from "@postlane/control";
import type { LaneKey } from "@postlane/mail";

/** Which deliveries an operation goes through. */
export type Scope =
  | { readonly kind: "lane"; readonly lane: LaneKey }
  | { readonly kind: "messages"; readonly ids: readonly string[] }
  | { readonly kind: "search"; readonly filter: MessagesFilter };

/** One order for many deliveries, and how far it has come. As JSON it is kept in Redis for a day. */
export interface Operation {
  readonly id: string;
  readonly scope: Scope;
  readonly action: Action;
  readonly dryRun: boolean;
  readonly by: string;
  readonly reason: string;
  readonly clientAddress: string;
  readonly startedAtMs: number;
  /** Deliveries that were there at the start, where that can be told. */
  readonly expected?: number;
  readonly state: "running" | "finished" | "failed";
  readonly updatedAtMs: number;
  readonly finishedAtMs?: number;
  readonly error?: string;
  /** Where its walk goes on. */
  readonly cursor: string;
  readonly counts: Counts;
  /** The first ten. */
  readonly sample: readonly ActionResult[];
}

export interface Counts {
  readonly counted: number;
  readonly done: number;
  readonly afterThisAttempt: number;
  readonly notPossible: number;
  readonly whyNot: Readonly<Record<string, number>>;
}

export const NO_COUNTS: Counts = { counted: 0, done: 0, afterThisAttempt: 0, notPossible: 0, whyNot: {} };
const SAMPLE = 10;
const MOST_REASONS = 10;

/** The operation with these results added. */
export function addResults(operation: Operation, results: readonly ActionResult[]): Operation {
  const { counted, done, afterThisAttempt, notPossible, whyNot } = operation.counts;
  const of = (result: ActionResult["result"]): number => results.filter((one) => one.result === result).length;
  const reasons: Record<string, number> = { ...whyNot };
  for (const { result, detail } of results) {
    if (result !== "not_possible" || detail === undefined) continue;
    const known = detail in reasons || Object.keys(reasons).length < MOST_REASONS;
    const name = known ? detail : "other reasons";
    reasons[name] = (reasons[name] ?? 0) + 1;
  }
  return {
    ...operation,
    counts: {
      counted: counted + results.length,
      done: done + of("done"),
      afterThisAttempt: afterThisAttempt + of("after_this_attempt"),
      notPossible: notPossible + of("not_possible"),
      whyNot: reasons,
    },
    sample: [...operation.sample, ...results].slice(0, SAMPLE),
  };
}
