import type { Receiver, Script, TransactionEntry } from "@postlane/testkit";
import type { Copy, Span } from "./audit.ts";
import type { ChaosDomain } from "./domains.ts";

/** What a receiver saw, in the words of the audit. */
export interface DomainJournal {
  readonly domain: ChaosDomain;
  copies(): readonly Copy[];
  spans(): readonly Span[];
  violations(): readonly string[];
}

export interface Watched {
  readonly script: Script;
  journalOf(receiver: Receiver): DomainJournal;
}

/** Wraps the script of a domain so that the moment of each final dot is known. */
export function watchDots(domain: ChaosDomain): Watched {
  const dotAt = new WeakMap<TransactionEntry, number>();
  return {
    script(event) {
      if (event.step === "data-end" && event.transaction) dotAt.set(event.transaction, Date.now());
      return domain.script?.(event);
    },
    journalOf: ({ journal }) => ({
      domain,
      copies: () =>
        journal.transactions.flatMap((entry) => {
          // A server that breaks off behind the final dot may have taken the mail.
          const taken = entry.accepted ? "taken" : entry.complete && entry.reply === undefined ? "unknown" : undefined;
          if (!taken || !entry.testId) return [];
          return entry.recipients
            .filter((recipient) => recipient.accepted)
            .map((recipient) => ({ testId: entry.testId!, recipient: recipient.address, taken }) as const);
        }),
      spans: () =>
        journal.transactions.map((entry) => ({
          worker: journal.connections.find(({ id }) => id === entry.connection)?.ehlo ?? "",
          start: entry.mailAt,
          end: entry.endedAt ?? Date.now(),
          dotAt: dotAt.get(entry),
        })),
      violations: () => journal.violations,
    }),
  };
}
