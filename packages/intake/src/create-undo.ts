import type { LedgerStore } from "@postlane/ledger";
import type { Spool } from "@postlane/spool";

const AGAIN_MS = 500;
/** An ingress that takes mail while Redis is away for long must not grow without end. */
const MOST_WAITING = 10_000;

/**
 * Takes back what may have been written of a message whose client is told to come back, for it must not be sent as well.
 * While Redis is away it is tried again until it works.
 */
export function createUndo(deps: {
  readonly ledger: LedgerStore;
  readonly spool: Spool;
}): (messageId: string, ref: string) => void {
  const waiting = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;

  async function undo(messageId: string, ref: string): Promise<void> {
    try {
      // What somebody was told of meanwhile stays, and its body with it.
      if (await deps.ledger.remove(messageId)) await deps.spool.delete(ref);
      waiting.delete(messageId);
    } catch {
      if (waiting.size < MOST_WAITING) waiting.set(messageId, ref);
    }
    if (waiting.size > 0) timer ??= setTimeout(() => void undoWaiting(), AGAIN_MS).unref();
  }

  /** One after another, for the first that fails tells that Redis is still away. */
  async function undoWaiting(): Promise<void> {
    for (const [messageId, ref] of waiting) {
      await undo(messageId, ref);
      if (waiting.has(messageId)) break;
    }
    timer = undefined;
    if (waiting.size > 0) timer = setTimeout(() => void undoWaiting(), AGAIN_MS).unref();
  }

  return (messageId, ref) => void undo(messageId, ref);
}
