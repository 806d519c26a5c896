import type { Receiver, Script, TransactionEntry } from "@postlane/testkit";
import type { Copy, Span } from "./audit.ts";
import type { ChaosDomain } from "./domains.ts";

/** What a receiver saw, in the words of the audit. */
export interface DomainJournal {
  readonly domain: ChaosDomain;
  copies(): readonly Copy[];
  spans(): readonly Span[];
  /** … and whole connections, until QUIT was answered or the socket closed. */
  connections(): readonly Span[];
  /** Recipients that were refused for good. */
  refused(): readonly string[];
  violations(): readonly string[];
}

export interface Watched {
  readonly script: Script;
  journalOf(receiver: Receiver): DomainJournal;
}

/** An answer written so shortly before the connection broke may not have been read. */
const UNREAD_MS = 100;

/** Wraps the script of a domain so that the moment of each final dot is known, and who was refused for good. */
export function watchDots(domain: ChaosDomain): Watched {
  const dotAt = new WeakMap<TransactionEntry, number>();
  const refused = new Set<string>();
  return {
    script(event) {
      if (event.step === "data-end" && event.transaction) dotAt.set(event.transaction, Date.now());
      const answer = domain.script?.(event);
      if (event.recipient !== undefined && typeof answer === "string" && answer.startsWith("5"))
        refused.add(event.recipient);
      return answer;
    },
    journalOf: ({ journal }) => ({
      domain,
      copies: () => {
        const connections = new Map(journal.connections.map((one) => [one.id, one]));
        return journal.transactions.flatMap((entry) => {
          // A server that breaks off behind the final dot may have taken the mail.
          const taken = entry.accepted ? "taken" : entry.complete && entry.reply === undefined ? "unknown" : undefined;
          if (!taken || !entry.testId) return [];
          const connection = connections.get(entry.connection);
          const answeredAt = entry.endedAt ?? Date.now();
          const copy = {
            testId: entry.testId,
            taken,
            worker: connection?.ehlo ?? "",
            dotAt: dotAt.get(entry) ?? entry.mailAt,
            answeredAt,
            cut: connection?.quitAt === undefined && (connection?.closedAt ?? Infinity) < answeredAt + UNREAD_MS,
          } as const;
          return entry.recipients
            .filter((recipient) => recipient.accepted)
            .map((recipient): Copy => ({ ...copy, recipient: recipient.address }));
        });
      },
      spans: () => {
        const workers = new Map(journal.connections.map(({ id, ehlo }) => [id, ehlo]));
        return journal.transactions.map((entry) => ({
          worker: workers.get(entry.connection) ?? "",
          start: entry.mailAt,
          end: entry.endedAt ?? Date.now(),
          dotAt: dotAt.get(entry),
        }));
      },
      connections: () =>
        journal.connections.map(({ openedAt, quitAt, closedAt, ehlo = "" }) => ({
          worker: ehlo,
          start: openedAt,
          end: Math.min(quitAt ?? Infinity, closedAt ?? Infinity, Date.now()),
          dotAt: undefined,
        })),
      refused: () => [...refused],
      violations: () => journal.violations,
    }),
  };
}
