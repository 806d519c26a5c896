import type { LogRecord } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";

export interface RecordWriter {
  /** One XADD, issued in the caller's tick so that it shares a pipeline with the state change it tells of. */
  append(record: LogRecord): Promise<void>;
}

/** @param maxLength entries kept while the archive is away (about: Redis drops whole blocks of the oldest); what is dropped is counted by the reader. */
export function createRecordWriter(deps: { readonly redis: RedisClient; readonly maxLength: number }): RecordWriter {
  const { redis, maxLength } = deps;
  return {
    async append(record) {
      await redis.xadd(keys.records(), "MAXLEN", "~", maxLength, "*", "r", JSON.stringify(record));
    },
  };
}
