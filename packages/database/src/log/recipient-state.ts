import type { LogRecord, RecordKind } from "@postlane/mail";

/** What the log says of a recipient. */
export const RECIPIENT_STATES = [
  "queued",
  "deferred",
  "held",
  "delivered",
  "bounced",
  "expired",
  "cancelled",
  "suppressed",
] as const;
export type RecipientState = (typeof RECIPIENT_STATES)[number];

/** The state of the recipients a record speaks of. */
export function stateAfter(kind: RecordKind): RecipientState {
  return kind === "received" || kind === "rerouted" || kind === "released" ? "queued" : kind;
}

/** 0 accepted, 1 under way, 2 an end. */
export function rankOf(kind: RecordKind): 0 | 1 | 2 {
  if (kind === "received") return 0;
  return kind === "deferred" || kind === "rerouted" || kind === "held" || kind === "released" ? 1 : 2;
}

/**
 * Whether a record's word on a recipient replaces another's. Records may be archived out of order: acceptance replaces nothing,
 * nothing but an end replaces an end, else the later one wins.
 */
export function supersedes(record: LogRecord, other: LogRecord): boolean {
  const byRank = rankOf(record.kind) - rankOf(other.kind);
  return byRank > 0 || (byRank === 0 && record.at >= other.at);
}
