import type { Readable } from "node:stream";
import type { LedgerEntry } from "@postlane/ledger";
import type { SessionDeps } from "./session-deps.ts";

/** A small body whole, a large one as an open stream: whoever has it destroys it. */
export type Body = Buffer | Readable;

/** @param inline the body as it came with the ledger. @returns undefined when it cannot be read now */
export async function openBody(
  deps: SessionDeps,
  { head }: LedgerEntry,
  inline: Buffer | undefined,
): Promise<Body | undefined> {
  if (inline) return inline;
  try {
    return await deps.spool.get(head.spoolRef);
  } catch (error) {
    deps.log.error({ err: error, message_id: head.messageId, spool_ref: head.spoolRef }, "body cannot be read");
    return undefined;
  }
}

export function closeBody(body: Body): void {
  if (!Buffer.isBuffer(body)) body.destroy();
}
