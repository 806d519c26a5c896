import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { envelopeName, isEnvelope } from "./envelope-store.ts";
import { keys, type RedisClient } from "@postlane/redis";

/** Far longer than any submission takes; a mistake here would cost mail, an orphan costs only room. */
const ORPHAN_AFTER_MS = 86_400_000;
const PAGE = 500;
const BODY_KEY = /^pl:\{m:([A-Za-z0-9-]{1,64})\}:body$/;

/**
 * Removes bodies that no ledger speaks of any more: a process died between writing a body and its ledger, or between the end of
 * the last delivery and the removal of its file. Only bodies older than a day.
 * @returns how many were removed
 */
export async function sweepOrphans(redis: RedisClient, directory: string, nowMs = Date.now()): Promise<number> {
  return (await sweepFiles(redis, directory, nowMs)) + (await sweepKeys(redis, nowMs));
}

async function sweepFiles(redis: RedisClient, directory: string, nowMs: number): Promise<number> {
  let removed = 0;
  const shards = (await readdir(directory)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  for (const shard of shards) {
    const names = new Set(await readdir(join(directory, shard)));
    for (const messageId of names) {
      // With its envelope beside it a body is no orphan: its ledger may have been lost, and can be made again.
      if (isEnvelope(messageId) || names.has(envelopeName(messageId))) continue;
      const path = join(directory, shard, messageId);
      const found = await stat(path).catch(() => undefined);
      if (!found || nowMs - found.mtimeMs < ORPHAN_AFTER_MS || (await isHeld(redis, messageId))) continue;
      await rm(path, { force: true });
      removed++;
    }
  }
  return removed;
}

async function sweepKeys(redis: RedisClient, nowMs: number): Promise<number> {
  let removed = 0;
  const nodes = "nodes" in redis ? redis.nodes("master") : [redis];
  for (const node of nodes) {
    let cursor = "0";
    do {
      const [next, found] = await node.scan(cursor, "MATCH", "pl:{m:*}:body", "COUNT", PAGE);
      cursor = next;
      for (const key of found) {
        const messageId = BODY_KEY.exec(key)?.[1];
        if (!messageId || nowMs - timeOf(messageId) < ORPHAN_AFTER_MS || (await isHeld(redis, messageId))) continue;
        removed += await redis.unlink(key);
      }
    } while (cursor !== "0");
  }
  return removed;
}

async function isHeld(redis: RedisClient, messageId: string): Promise<boolean> {
  return (await redis.exists(keys.ledger(messageId))) === 1;
}

/** Unix milliseconds in a UUIDv7 (RFC 9562 section 5.7); of any other id: the end of time, so that it is never old. */
function timeOf(messageId: string): number {
  const found = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(messageId);
  return found ? Number.parseInt(found[1]! + found[2]!, 16) : Number.POSITIVE_INFINITY;
}
