import { createHash } from "node:crypto";

/** 256 directories by a hash of the id: a UUIDv7 begins with the time, so its own digits would fill one directory at a time. */
export function shardOf(messageId: string): string {
  return createHash("sha256").update(messageId).digest("hex").slice(0, 2);
}
