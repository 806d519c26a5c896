import type { Receiver, TransactionEntry } from "@postlane/testkit";
import { expect } from "vitest";

/** How often each mail arrived, by its test id. */
export function arrivals(...receivers: readonly Receiver[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of receivers.flatMap((receiver) => receiver.accepted()))
    counts.set(entry.testId ?? "without id", (counts.get(entry.testId ?? "without id") ?? 0) + 1);
  return counts;
}

/** Every one of these mails arrived, none twice, and nothing else came. */
export function expectEachOnce(ids: readonly string[], ...receivers: readonly Receiver[]): void {
  const counts = arrivals(...receivers);
  expect({
    missing: ids.filter((id) => !counts.has(id)),
    twice: ids.filter((id) => (counts.get(id) ?? 0) > 1),
    strangers: [...counts.keys()].filter((id) => !ids.includes(id)),
  }).toEqual({ missing: [], twice: [], strangers: [] });
}

/** The transactions of one mail, whatever became of them. */
export function transactionsOf(receiver: Receiver, id: string): TransactionEntry[] {
  return receiver.journal.transactions.filter((entry) => entry.testId === id);
}
