import { domainOf, type LogRecord, suppressionKey } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { indexMember, SHARDS, shardOf } from "./shard.ts";
import { decodeSuppression, encodeSuppression, holdsAt, type NewSuppression, type Suppression } from "./suppression.ts";
import { readPage, type SuppressionPage, type SuppressionQuery } from "./suppression-page.ts";
import { watchFilled } from "./watch-filled.ts";

/** When a hard bounce puts an address on the list. */
export interface SuppressionRule {
  readonly enabled: boolean;
  /** So many hard bounces … */
  readonly afterHardBounces: number;
  /** … within so many days. */
  readonly windowDays: number;
  /** How long the entry stays; 0 = until it is removed. */
  readonly expireDays: number;
}

/** An entry made by hand, any entry, or none. */
export type Leave = "manual" | "any" | "";
export type PutResult = "added" | "replaced" | "left";
const PUT_RESULTS: readonly PutResult[] = ["added", "replaced", "left"];

export interface Suppressions {
  /** Surely nothing is suppressed: no need to ask. An entry made anywhere is known here within a second. */
  isEmpty(): boolean;
  /**
   * Which of these recipients are suppressed, by the address as given. One command for each part of the list they fall into, all in one
   * turn (one for a single domain); none while nothing is suppressed at all.
   * @param addresses mailboxes as envelopes hold them
   */
  find(addresses: readonly string[]): Promise<ReadonlyMap<string, Suppression>>;
  /** Counts recipients that were kept out. */
  countHits(entries: Iterable<Suppression>): Promise<void>;
  /** @param address the one form of the name */
  get(address: string): Promise<Suppression | undefined>;
  /** Puts an entry on the list. @param leave which one that is there already is left as it is */
  put(entry: NewSuppression, leave?: Leave): Promise<PutResult>;
  /** Many at once, in one turn, in place of those that are there. */
  putAll(entries: readonly NewSuppression[]): Promise<readonly PutResult[]>;
  /** @returns whether it was there */
  remove(address: string): Promise<boolean>;
  /** @throws BadCursor */
  page(query: SuppressionQuery): Promise<SuppressionPage>;
  /**
   * A bounce that says its mailboxes are gone: by the rule they go on the list. The same record twice counts once; what was put there
   * by hand stays as it is.
   */
  noteHardBounce(record: LogRecord, rule: SuppressionRule): Promise<void>;
  /** Takes off what has run out, in small steps. @returns how many */
  sweep(): Promise<number>;
  close(): void;
}

export interface OpenSuppressionsOptions {
  readonly redis: RedisClient;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
const MAX_REPLY = 500;

/** Opens the suppression list. Every call fails as the client's commands do. */
export async function openSuppressions({ redis, now }: OpenSuppressionsOptions): Promise<Suppressions> {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "put-entry-3",
    "remove-entry-3",
    "drop-expired-3",
    "scan-index-1",
    "count-bounce-1",
    "clear-filled-1",
  ]);
  const filled = await watchFilled(redis, () => performance.now());
  const keysOf = (shard: number) => [
    keys.suppressions(shard),
    keys.suppressionIndex(shard),
    keys.suppressionHits(shard),
  ];

  async function write(entry: NewSuppression, leave: Leave): Promise<PutResult> {
    const { address } = entry;
    const args = [address, indexMember(address), encodeSuppression(entry), now(), leave];
    return PUT_RESULTS[(await script["put-entry-3"](keysOf(shardOf(address)), args)) as number]!;
  }

  /** After the entries are there: who finds the list empty then has not seen this count, and leaves the flag alone. */
  async function markFilled(): Promise<void> {
    await redis.incr(keys.suppressionsFilled());
    filled.fill();
  }

  /** Sets the flag right: what emptied the list cleared it not, or what filled it ended before it could say so. */
  async function checkFilled(): Promise<void> {
    const count = await redis.get(keys.suppressionsFilled());
    const sizes = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => redis.hlen(keys.suppressions(shard))));
    const empty = sizes.every((size) => size === 0);
    if (!empty && count === null) await markFilled();
    if (empty && count !== null) await script["clear-filled-1"]([keys.suppressionsFilled()], [count]);
  }

  const list: Suppressions = {
    isEmpty: filled.isEmpty,
    async find(addresses) {
      if (filled.isEmpty()) return new Map();
      return findIn(redis, addresses, now());
    },
    async countHits(entries) {
      const counted = [...entries].map(({ address }) =>
        redis.hincrby(keys.suppressionHits(shardOf(address)), address, 1),
      );
      await Promise.all(counted);
    },
    async get(address) {
      const shard = shardOf(address);
      const [value, hits] = await Promise.all([
        redis.hget(keys.suppressions(shard), address),
        redis.hget(keys.suppressionHits(shard), address),
      ]);
      return value && holdsAt(value, now()) ? decodeSuppression(address, value, Number(hits ?? 0)) : undefined;
    },
    async put(entry, leave = "") {
      const result = await write(entry, leave);
      await markFilled();
      return result;
    },
    async putAll(entries) {
      const written = await Promise.all(entries.map((entry) => write(entry, "")));
      await markFilled();
      return written;
    },
    async remove(address) {
      const args = [address, indexMember(address), now()];
      const removed = (await script["remove-entry-3"](keysOf(shardOf(address)), args)) === 1;
      await checkFilled();
      return removed;
    },
    page: (query) => readPage(redis, script["scan-index-1"], query, now()),
    async noteHardBounce(record, rule) {
      if (!rule.enabled) return;
      for (const recipient of record.recipients) {
        const address = suppressionKey(recipient);
        if (rule.afterHardBounces > 1) {
          const bounces = keys.suppressionBounces(shardOf(address), address);
          const count = await script["count-bounce-1"]([bounces], [record.id, now(), rule.windowDays * DAY_MS]);
          if ((count as number) < rule.afterHardBounces) continue;
        }
        await write(bounceEntry(address, record, rule, now()), "manual");
        await markFilled();
      }
    },
    async sweep() {
      let dropped = 0;
      for (let shard = 0; shard < SHARDS; shard++) {
        let cursor = "0";
        do {
          const answer = await script["drop-expired-3"](keysOf(shard), [cursor, now()]);
          const [next, count] = answer as [string, number];
          cursor = next;
          dropped += count;
        } while (cursor !== "0");
      }
      await checkFilled();
      return dropped;
    },
    close: filled.close,
  };
  return list;
}

async function findIn(
  redis: RedisClient,
  addresses: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, Suppression>> {
  const wanted = new Map<number, Set<string>>();
  const named = addresses.map((address) => ({ address, key: suppressionKey(address), whole: `@${domainOf(address)}` }));
  for (const { key, whole } of named) {
    const shard = shardOf(key);
    const names = wanted.get(shard) ?? new Set();
    wanted.set(shard, names.add(key).add(whole));
  }
  const values = new Map<string, string>();
  await Promise.all(
    [...wanted].map(async ([shard, set]) => {
      const names = [...set];
      const answers = await redis.hmget(keys.suppressions(shard), ...names);
      names.forEach((name, at) => {
        const value = answers[at];
        if (value && holdsAt(value, nowMs)) values.set(name, value);
      });
    }),
  );
  const found = new Map<string, Suppression>();
  if (values.size === 0) return found;
  for (const { address, key, whole } of named) {
    const name = values.has(key) ? key : whole;
    const value = values.get(name);
    if (value !== undefined) found.set(address, decodeSuppression(name, value));
  }
  return found;
}

function bounceEntry(address: string, record: LogRecord, rule: SuppressionRule, nowMs: number): NewSuppression {
  const { reply, messageId, worker } = record;
  const said = reply
    ? [reply.code, reply.enhancedCode, reply.text.replaceAll("\n", " ")].filter(Boolean).join(" ")
    : "";
  return {
    address,
    source: "hard-bounce",
    reason: "hard bounce",
    messageId,
    reply: said.slice(0, MAX_REPLY),
    createdBy: worker ?? "worker",
    createdAtMs: nowMs,
    ...(rule.expireDays > 0 && { expiresAtMs: nowMs + rule.expireDays * DAY_MS }),
  };
}
