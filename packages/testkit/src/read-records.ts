import type { LogRecord } from "@postlane/mail";
import { Redis } from "ioredis";

/** Every log record that waits in the stream, oldest first. */
export async function readRecords(redisUrl: string): Promise<LogRecord[]> {
  const client = new Redis(redisUrl, { maxRetriesPerRequest: 20 });
  client.on("error", () => {});
  try {
    const entries = await client.xrange("pl:{records}:stream", "-", "+");
    return entries.map(([, fields]) => JSON.parse(fields[1]!) as LogRecord);
  } finally {
    client.disconnect();
  }
}
