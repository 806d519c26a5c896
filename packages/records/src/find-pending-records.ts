import type { LogRecord } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";
import { decodeRecord } from "./decode-record.ts";

const PAGE = 1_000;
const MOST_ENTRIES = 20_000;

/**
 * The records of a message that still wait in the stream. Looks at no more than 20,000 entries from the one the message's
 * id is dated on, so with a very long stream the latest may be missing.
 */
export async function findPendingRecords(redis: RedisClient, messageId: string): Promise<readonly LogRecord[]> {
  const found: LogRecord[] = [];
  // A stream id begins with Redis' time, a UUIDv7 with that of its maker: allow a minute between the clocks.
  const madeMs = Number.parseInt(messageId.slice(0, 8) + messageId.slice(9, 13), 16);
  let from = `${Math.max(0, madeMs - 60_000)}`;
  for (let seen = 0; seen < MOST_ENTRIES; seen += PAGE) {
    const page = await redis.xrange(keys.records(), from, "+", "COUNT", PAGE);
    for (const [, fields] of page) {
      const json = fields[1];
      // Looked for as text first: parsing every transcript would take long.
      if (!json?.includes(messageId)) continue;
      const decoded = decodeRecord(json);
      if (decoded.ok && decoded.record.messageId === messageId) found.push(decoded.record);
    }
    if (page.length < PAGE) break;
    from = `(${page.at(-1)![0]}`;
  }
  return found;
}
