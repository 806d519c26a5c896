import { keys, type RedisClient, type ScriptCall } from "@postlane/redis";
import { addressOfMember, SHARDS, shardOf } from "./shard.ts";
import { decodeSuppression, holdsAt, type Suppression } from "./suppression.ts";

export interface SuppressionQuery {
  /** What the address must begin with. */
  readonly prefix?: string | undefined;
  /** Only this domain, in its normal form: its own entry and those of its addresses. */
  readonly domain?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface SuppressionPage {
  readonly items: readonly Suppression[];
  /** Absent on the last page. A page may be short and still have one. */
  readonly next?: string | undefined;
}

/** The cursor is none that a page gave. */
export class BadCursor extends Error {
  override readonly name = "BadCursor";
}

/** Names looked at by one script: a millisecond of Redis. */
const STEP = 1_000;
/** Names looked at for one page; a search for something rare goes on with the next one. */
const MOST = 400_000;

/**
 * A page in the order of the index: domains in a fixed order of their own, each with its entries in alphabetical order. Entries that
 * come and go meanwhile move nothing: what stays is listed once.
 */
export async function readPage(
  redis: RedisClient,
  scanIndex: ScriptCall,
  { prefix = "", domain, limit, cursor }: SuppressionQuery,
  nowMs: number,
): Promise<SuppressionPage> {
  const start = cursor === undefined ? { shard: 0, after: "" } : readCursor(cursor);
  const last = domain === undefined ? SHARDS - 1 : shardOf(`@${domain}`);
  let shard = domain === undefined ? start.shard : last;
  let after = shard === start.shard ? start.after : "";
  const items: Suppression[] = [];
  for (let looked = 0; shard <= last; looked += STEP) {
    if (items.length >= limit || looked >= MOST) return { items, next: writeCursor(shard, after) };
    const from = after !== "" ? `(${after}` : domain === undefined ? "-" : `[${domain}@`;
    // `A` is what follows `@`, so this is behind every address of the domain.
    const to = domain === undefined ? "+" : `(${domain}A`;
    const args = [from, to, prefix, limit - items.length, STEP];
    const [stopped, ...members] = (await scanIndex([keys.suppressionIndex(shard)], args)) as [string, ...string[]];
    items.push(...(await readEntries(redis, shard, members.map(addressOfMember), nowMs)));
    after = stopped;
    if (stopped === "") shard++;
  }
  return { items };
}

async function readEntries(
  redis: RedisClient,
  shard: number,
  addresses: readonly string[],
  nowMs: number,
): Promise<readonly Suppression[]> {
  if (addresses.length === 0) return [];
  const [values, hits] = await Promise.all([
    redis.hmget(keys.suppressions(shard), ...addresses),
    redis.hmget(keys.suppressionHits(shard), ...addresses),
  ]);
  return addresses.flatMap((address, at) => {
    const value = values[at];
    return value && holdsAt(value, nowMs) ? [decodeSuppression(address, value, Number(hits[at] ?? 0))] : [];
  });
}

function writeCursor(shard: number, after: string): string {
  return Buffer.from(`${shard}:${after}`).toString("base64url");
}

function readCursor(cursor: string): { shard: number; after: string } {
  const [, shard, after = ""] = /^(\d{1,2}):(.*)$/s.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (shard === undefined || Number(shard) >= SHARDS) throw new BadCursor("it is no cursor of a page of suppressions");
  return { shard: Number(shard), after };
}
