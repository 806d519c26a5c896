import type { ConnectionEntry, Journal, TransactionEntry } from "./types.ts";

/** Unix milliseconds with fractions; never goes backwards. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

export interface JournalKeeper {
  readonly journal: Journal;
  connectionOpened(peer: string): ConnectionEntry;
  /** QUIT was answered, or the socket closed: whichever comes first ends the connection's time. */
  connectionQuit(entry: ConnectionEntry): void;
  connectionClosed(entry: ConnectionEntry): void;
  transactionBegan(connection: ConnectionEntry, reversePath: string, parameters: string): TransactionEntry;
  transactionEnded(entry: TransactionEntry, reply: string | undefined, accepted: boolean): void;
  violation(connection: ConnectionEntry, text: string): void;
  clear(): void;
}

export function createJournal(limit: number): JournalKeeper {
  const connections: ConnectionEntry[] = [];
  const transactions: TransactionEntry[] = [];
  const violations: string[] = [];
  const totals = { connections: 0, open: 0, maxOpen: 0, accepted: 0, acceptedBytes: 0 };

  function append<T>(list: T[], entry: T): void {
    if (list.length >= limit) list.splice(0, Math.ceil(limit / 4));
    list.push(entry);
  }

  return {
    journal: { connections, transactions, violations, totals },
    connectionOpened(peer) {
      const entry: ConnectionEntry = { id: ++totals.connections, openedAt: preciseNow(), peer, transactions: 0 };
      totals.maxOpen = Math.max(totals.maxOpen, ++totals.open);
      append(connections, entry);
      return entry;
    },
    connectionQuit(entry) {
      if (entry.quitAt !== undefined || entry.closedAt !== undefined) return;
      entry.quitAt = preciseNow();
      totals.open--;
    },
    connectionClosed(entry) {
      if (entry.closedAt !== undefined) return;
      entry.closedAt = preciseNow();
      if (entry.quitAt === undefined) totals.open--;
    },
    transactionBegan(connection, reversePath, parameters) {
      const entry: TransactionEntry = {
        connection: connection.id,
        mailAt: preciseNow(),
        reversePath,
        parameters,
        recipients: [],
        sizeBytes: 0,
        complete: false,
        accepted: false,
      };
      connection.transactions++;
      append(transactions, entry);
      return entry;
    },
    transactionEnded(entry, reply, accepted) {
      if (entry.endedAt !== undefined) return;
      entry.endedAt = preciseNow();
      if (reply !== undefined) entry.reply = reply;
      entry.accepted = accepted;
      if (!accepted) return;
      totals.accepted++;
      totals.acceptedBytes += entry.sizeBytes;
    },
    violation: (connection, text) => append(violations, `connection ${connection.id}: ${text}`),
    clear() {
      connections.length = 0;
      transactions.length = 0;
      violations.length = 0;
      Object.assign(totals, { connections: totals.connections, maxOpen: totals.open, accepted: 0, acceptedBytes: 0 });
    },
  };
}
