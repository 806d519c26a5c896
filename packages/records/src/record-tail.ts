import { keys, type RedisClient } from "@postlane/redis";
import { decodeRecord } from "./decode-record.ts";
import type { RecordEntry } from "./record-reader.ts";

export interface RecordTailOptions {
  /** A patient connection for this tail alone: its reads block it. */
  readonly blocking: RedisClient;
  readonly redis: RedisClient;
  /** How long a read waits for something to come [1000]; closing may take as long. */
  readonly blockMs?: number;
  readonly onError: (error: Error) => void;
}

export type Follower = (entry: RecordEntry) => void;

/** Follows the record stream live, for any number of followers over one connection; reads nothing while there are none. */
export interface RecordTail {
  /** Tells the follower every record from now on, in order. @returns the end of it */
  follow(follower: Follower): Promise<() => void>;
  /** What came after an entry and is still in the stream, at most `limit`: for a follower that was away for a moment. */
  after(entryId: string, limit: number): Promise<readonly RecordEntry[]>;
  /** Whether everything after an entry is still in the stream; false as well when that cannot be told. */
  isWhole(entryId: string): Promise<boolean>;
  close(): Promise<void>;
}

const BATCH = 1_000;
const PAUSE_MS = 500;

type RawEntry = [entryId: string, fields: string[]];

export function createRecordTail({ blocking, redis, blockMs = 1_000, onError }: RecordTailOptions): RecordTail {
  const followers = new Set<Follower>();
  let running: Promise<void> | undefined;

  /** Reads until nobody follows. */
  async function run(from: string): Promise<void> {
    for (let last = from; followers.size > 0;) {
      try {
        const entries = await readAfter(last);
        for (const entry of decode(entries)) for (const follower of followers) follower(entry);
        last = entries.at(-1)?.[0] ?? last;
      } catch (error) {
        onError(error as Error);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
    running = undefined;
  }

  async function readAfter(entryId: string): Promise<RawEntry[]> {
    const answer = await blocking.xread("COUNT", BATCH, "BLOCK", blockMs, "STREAMS", keys.records(), entryId);
    return ((answer as [string, RawEntry[]][] | null)?.[0]?.[1] ?? []) as RawEntry[];
  }

  /** Not `$`: between two reads that would leave out what comes meanwhile. */
  async function newestId(): Promise<string> {
    if ((await redis.exists(keys.records())) === 0) return "0-0";
    const info = (await redis.xinfo("STREAM", keys.records())) as unknown[];
    return String(info[info.indexOf("last-generated-id") + 1]);
  }

  return {
    async follow(follower) {
      const from = running ? undefined : await newestId();
      followers.add(follower);
      // Another follower may have begun it while the id was asked for.
      running ??= run(from!);
      return () => void followers.delete(follower);
    },
    async after(entryId, limit) {
      return decode(await redis.xrange(keys.records(), `(${entryId}`, "+", "COUNT", limit));
    },
    async isWhole(entryId) {
      const found = await redis.xrange(keys.records(), entryId, entryId);
      // Entries leave oldest first: while this one is there, so are those after it. When it was the last there is none.
      return found.length > 0 || (await newestId()) === entryId;
    },
    async close() {
      followers.clear();
      await running;
    },
  };
}

/** Bad entries are the archive's business. */
function decode(entries: readonly RawEntry[]): RecordEntry[] {
  const decoded: RecordEntry[] = [];
  for (const [entryId, fields] of entries) {
    const found = decodeRecord(fields[1]);
    if (found.ok) decoded.push({ entryId, record: found.record });
  }
  return decoded;
}
