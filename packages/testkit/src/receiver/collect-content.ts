import { createHash } from "node:crypto";
import type { TransactionEntry } from "./types.ts";

const HEADER = "X-Postlane-Test:";
const HEAD_BYTES = 8_192;

export interface ContentCollector {
  add(piece: Buffer): void;
  /** Writes what was asked for into the entry. */
  finish(): void;
}

/** Counts, hashes or keeps one message's content, and reads the test id out of its first 8 KiB. */
export function collectContent(entry: TransactionEntry, keep: "nothing" | "hash" | "content"): ContentCollector {
  const hash = keep === "nothing" ? undefined : createHash("sha256");
  const pieces: Buffer[] = [];
  let head: Buffer | undefined;
  return {
    add(piece) {
      entry.sizeBytes += piece.length;
      hash?.update(piece);
      if (keep === "content") pieces.push(Buffer.from(piece));
      if (head === undefined) head = piece;
      else if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece]);
    },
    finish() {
      if (hash) entry.sha256 = hash.digest("hex");
      if (keep === "content") entry.content = Buffer.concat(pieces);
      const at = head?.indexOf(HEADER, 0, "latin1") ?? -1;
      if (at >= 0) entry.testId = head!.toString("latin1", at + HEADER.length, lineEnd(head!, at)).trim();
      head = undefined;
    },
  };
}

function lineEnd(head: Buffer, from: number): number {
  const at = head.indexOf("\r\n", from, "latin1");
  return at < 0 ? head.length : at;
}
