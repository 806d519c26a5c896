import type { LogRecord } from "@postlane/mail";
import { connectRecords, decodeEntries } from "./read-records.ts";

/** Everything that ever stood in the record stream. */
export interface RecordFollower {
  /** Each record once, in the order in which they came. @throws Error while Redis cannot be asked */
  all(): Promise<readonly LogRecord[]>;
  stop(): void;
}

/** An api at work takes records out of the stream after five seconds. */
const LOOK_EVERY_MS = 1_000;

/** Follows the stream from now on, and keeps what it has seen. @param redisUrl `redis://…` or `redis+cluster://…` */
export function followRecords(redisUrl: string): RecordFollower {
  const client = connectRecords(redisUrl);
  // A record that was written again, as after a time-out, is the same record.
  const seen = new Map<string, LogRecord>();
  let last = "-";

  async function look(): Promise<void> {
    const entries = await client.xrange("pl:{records}:stream", last, "+");
    for (const record of decodeEntries(entries)) if (!seen.has(record.id)) seen.set(record.id, record);
    last = entries.at(-1)?.[0] ?? last;
  }
  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
  timer.unref();
  return {
    async all() {
      await look();
      return [...seen.values()];
    },
    stop() {
      clearInterval(timer);
      client.disconnect();
    },
  };
}
