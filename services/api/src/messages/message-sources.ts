import { type Database, isDatabaseAway, type LoggedMessage, loadMessage } from "@postlane/database";
import type { LedgerStore } from "@postlane/ledger";
import type { LedgerDelivery, LogRecord, MessageHead } from "@postlane/mail";
import { findPendingRecords } from "@postlane/records";
import type { RedisClient } from "@postlane/redis";

export interface SourceDeps {
  readonly database: Database;
  readonly redis: RedisClient;
  readonly ledger: LedgerStore;
  /** What could not be asked, for the log. */
  readonly onTrouble: (error: Error, source: Source) => void;
}

export type Source = "archive" | "live";

/** Everything known of a message: what is archived, what waits for it in the stream, and the ledger while the message is held. */
export interface MessageFacts {
  readonly logged?: LoggedMessage | undefined;
  readonly pending: readonly LogRecord[];
  readonly ledger?: { readonly head: MessageHead; readonly deliveries: readonly LedgerDelivery[] } | undefined;
  readonly unavailable: readonly Source[];
}

/** Asks all sources; each may be away, and the others still answer. */
export async function readFacts(deps: SourceDeps, messageId: string): Promise<MessageFacts> {
  const unavailable: Source[] = [];
  const missed = (source: Source) => (error: Error) => {
    unavailable.push(source);
    deps.onTrouble(error, source);
    return undefined;
  };
  // The ledger and the stream before the database: what moves from there to here meanwhile is then seen twice, never missed.
  const live = await Promise.all([deps.ledger.readMessage(messageId), findPendingRecords(deps.redis, messageId)]).catch(
    missed("live"),
  );
  const logged = await loadMessage(deps.database, messageId).catch((error: Error) => {
    if (!isDatabaseAway(error)) throw error;
    return missed("archive")(error);
  });
  return { logged, ledger: live?.[0], pending: live?.[1] ?? [], unavailable };
}
