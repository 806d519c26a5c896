import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import type { LogRecord } from "@postlane/mail";
import { decodeRecord } from "./decode-record.ts";

export interface RecordReaderOptions {
  /** A patient connection for this reader alone: its reads block it. */
  readonly blocking: RedisClient;
  readonly redis: RedisClient;
  /** Each group reads every record once; the consumers of a group share them. */
  readonly group: string;
  /** Unique among all processes, new at each start. */
  readonly consumer: string;
  /** Largest batch [500]. */
  readonly batchSize?: number;
  /** How long a read waits for something to come [1000]. */
  readonly blockMs?: number;
  /** What a consumer holds for this long without acknowledging it is taken over by another [15000]. */
  readonly abandonedAfterMs?: number;
  /** How long an entry stays in the stream at least [5000], acknowledged or not: for those who follow it live. */
  readonly keepMs?: number;
  /** The entry after which a group that does not exist yet begins; asked for when it is made ["0": the whole stream]. */
  readonly beginAfter?: () => Promise<string>;
  /** How long the stream keeps entries that this group has not acknowledged [0: without limit, but for the stream's length]. */
  readonly patienceMs?: number;
  /** Keep entries that are no records in a stream of their own [true]; with several groups one does. */
  readonly keepBad?: boolean;
}

export interface RecordEntry {
  /** Id in the stream. */
  readonly entryId: string;
  readonly record: LogRecord;
}

export interface RecordBatch {
  readonly entries: readonly RecordEntry[];
  /** Every id to acknowledge, those of bad entries as well. */
  readonly entryIds: readonly string[];
  /** Entries that were no records: moved aside. */
  readonly rejected: number;
}

export interface ReaderStatus {
  /** Entries not read yet. */
  readonly unread: number;
  /** Read by some consumer, not acknowledged. */
  readonly inHand: number;
  /** Since the group was made: removed by the stream's length limit before the group had read them. These records are lost. */
  readonly dropped: number;
  /** Since the stream was made: moved aside because they could not be archived. */
  readonly rejected: number;
}

export interface RecordReader {
  /** What a dead consumer left, else what is new; empty when nothing came in time. Rejects while Redis is away. */
  read(): Promise<RecordBatch>;
  /** Call it when the batch is durable elsewhere. What every group has acknowledged leaves the stream. */
  acknowledge(entryIds: readonly string[]): Promise<void>;
  /** Keeps an entry that cannot be archived in a stream of its own, with the reason. It still has to be acknowledged. */
  reject(entryId: string, reason: string, json: string): Promise<void>;
  status(): Promise<ReaderStatus>;
  /** Ends the group for all its consumers: what it has not read is forgotten, and the stream waits for it no longer. */
  removeGroup(): Promise<void>;
}

const SCRIPTS = ["open-group-2", "acknowledge-2", "group-status-2", "remove-group-2"] as const;
const REJECTED_KEPT = 10_000;
const FORGET_AFTER_MS = 3_600_000;

type RawEntry = [entryId: string, fields: string[] | null];

/** Reads the record stream as one consumer of a group. Safe against the death of any consumer: what was not acknowledged is read again. */
export function createRecordReader(options: RecordReaderOptions): RecordReader {
  const { blocking, redis, group, consumer } = options;
  const { batchSize = 500, blockMs = 1_000, abandonedAfterMs = 15_000, keepMs = 5_000 } = options;
  const { beginAfter = async () => "0", patienceMs = 0, keepBad = true } = options;
  const scripts = defineScripts(redis, new URL("../lua/", import.meta.url), SCRIPTS);
  const streamAndCounts = [keys.records(), keys.recordCounts()];
  let groupOpen = false;
  let nextClaimAt = 0;
  let nextTrimAt = 0;

  async function openGroup(): Promise<void> {
    if (groupOpen) return;
    await scripts["open-group-2"](streamAndCounts, [group, FORGET_AFTER_MS, await beginAfter(), patienceMs]);
    groupOpen = true;
  }

  async function claimAbandoned(): Promise<RawEntry[]> {
    if (performance.now() < nextClaimAt) return [];
    const [, entries] = (await redis.xautoclaim(
      keys.records(),
      group,
      consumer,
      abandonedAfterMs,
      "0-0",
      "COUNT",
      batchSize,
    )) as [string, RawEntry[]];
    // Look again at once while there is something to take over.
    if (entries.length === 0) nextClaimAt = performance.now() + abandonedAfterMs / 2;
    return entries;
  }

  async function readNew(): Promise<RawEntry[]> {
    const answer = (await blocking.xreadgroup(
      "GROUP",
      group,
      consumer,
      "COUNT",
      batchSize,
      "BLOCK",
      blockMs,
      "STREAMS",
      keys.records(),
      ">",
    )) as [string, RawEntry[]][] | null;
    return answer?.[0]?.[1] ?? [];
  }

  /** What was too new when it was acknowledged. */
  async function trimIdle(): Promise<void> {
    if (performance.now() < nextTrimAt) return;
    await scripts["acknowledge-2"](streamAndCounts, [group, keepMs]);
    nextTrimAt = performance.now() + keepMs;
  }

  async function reject(entryId: string, reason: string, json: string): Promise<void> {
    await redis.xadd(
      keys.recordsRejected(),
      "MAXLEN",
      "~",
      REJECTED_KEPT,
      "*",
      "entry",
      entryId,
      "reason",
      reason,
      "r",
      json,
    );
    await redis.hincrby(keys.recordCounts(), "rejected", 1);
  }

  async function sort(raw: readonly RawEntry[]): Promise<RecordBatch> {
    const entries: RecordEntry[] = [];
    for (const [entryId, fields] of raw) {
      const at = fields?.indexOf("r") ?? -1;
      const json = at % 2 === 0 ? fields?.[at + 1] : undefined;
      const decoded = decodeRecord(json);
      if (decoded.ok) entries.push({ entryId, record: decoded.record });
      else if (keepBad) await reject(entryId, decoded.reason, json ?? JSON.stringify(fields));
    }
    return { entries, entryIds: raw.map(([entryId]) => entryId), rejected: raw.length - entries.length };
  }

  return {
    async read() {
      try {
        await openGroup();
        const claimed = await claimAbandoned();
        const entries = claimed.length > 0 ? claimed : await readNew();
        if (entries.length === 0) await trimIdle();
        return await sort(entries);
      } catch (error) {
        // A Redis that lost its data lost the group as well: the next read makes it anew.
        if (error instanceof Error && error.message.startsWith("NOGROUP")) groupOpen = false;
        throw error;
      }
    },
    async acknowledge(entryIds) {
      if (entryIds.length > 0) await scripts["acknowledge-2"](streamAndCounts, [group, keepMs, ...entryIds]);
    },
    reject,
    async status() {
      await openGroup();
      const numbers = (await scripts["group-status-2"](streamAndCounts, [group])) as number[] | null;
      const [unread = 0, inHand = 0, dropped = 0, rejected = 0] = numbers ?? [];
      return { unread, inHand, dropped, rejected };
    },
    async removeGroup() {
      await scripts["remove-group-2"](streamAndCounts, [group]);
      groupOpen = false;
    },
  };
}
