import type { LaneKey } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";

/** A part of what lies in a lane. */
export interface LanePart {
  readonly deliveryIds: readonly string[];
  /** Give it back for the next part; undefined = this was the last one. */
  readonly next?: string;
}

/** Looks into lanes, and takes deliveries out of them without claiming them. Each call takes Redis well under a millisecond, however deep the lane is. */
export interface LaneContents {
  /** Whether a session has the delivery in hand. A worker that died has it until its lock runs out. */
  isClaimed(deliveryId: string, lane: LaneKey): Promise<boolean>;
  /** Takes deliveries out of the lane; claimed ones stay. @returns how many were there */
  forget(deliveryIds: readonly string[], lane: LaneKey): Promise<number>;
  /** Those that wait for a later time; each that waits all the while is named at least once. @param cursor "0" at first */
  delayed(lane: LaneKey, cursor: string): Promise<LanePart>;
  /** Lays down which deliveries are due at this moment, so that they can be gone through while others come and go. @param name of the walk */
  freezeWaiting(lane: LaneKey, name: string): Promise<void>;
  /** Those laid down, oldest first. @param cursor "0" at first */
  frozen(lane: LaneKey, name: string, cursor: string): Promise<LanePart>;
  thaw(lane: LaneKey, name: string): Promise<void>;
  /** Those that sessions have in hand. */
  active(lane: LaneKey): Promise<LanePart>;
  held(lane: LaneKey, cursor: string): Promise<LanePart>;
  noteHeld(deliveryId: string, lane: LaneKey, sinceMs: number): Promise<void>;
  dropHeld(deliveryId: string, lane: LaneKey): Promise<void>;
  /** Remembers that a delivery to a suspended domain waits aside in a relay's lane. */
  noteAside(deliveryId: string, lane: LaneKey, domain: string): Promise<void>;
  /** Some of those that wait aside. */
  aside(lane: LaneKey, domain: string): Promise<readonly string[]>;
  dropAside(deliveryIds: readonly string[], lane: LaneKey, domain: string): Promise<void>;
}

const PART = 100;
/** What a walk that died laid down goes by itself. */
const FROZEN_MS = 86_400_000;
/** So long nobody leaves a domain suspended without looking. */
const ASIDE_MS = 40 * 86_400_000;

export function createLaneContents(redis: RedisClient): LaneContents {
  const { "forget-deliveries-3": forget } = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "forget-deliveries-3",
  ]);
  /** Where BullMQ keeps the queue of a lane. */
  const queueKey = (lane: LaneKey, ending: string): string => `${keys.lanePrefix(lane)}:lane:${ending}`;
  const frozenKey = (lane: LaneKey, name: string): string => `${keys.lanePrefix(lane)}:walk:${name}`;

  async function scan(key: string, cursor: string): Promise<LanePart> {
    const [next, flat] = await redis.zscan(key, cursor, "COUNT", PART);
    const deliveryIds = flat.filter((_, i) => i % 2 === 0);
    return next === "0" ? { deliveryIds } : { deliveryIds, next };
  }

  return {
    isClaimed: async (deliveryId, lane) => (await redis.exists(queueKey(lane, `${deliveryId}:lock`))) === 1,
    async forget(deliveryIds, lane) {
      const names = [queueKey(lane, "wait"), queueKey(lane, "delayed"), queueKey(lane, "")];
      return (await forget(names, deliveryIds)) as number;
    },
    delayed: (lane, cursor) => scan(queueKey(lane, "delayed"), cursor),
    async freezeWaiting(lane, name) {
      const key = frozenKey(lane, name);
      // A list is copied block by block: 100,000 deliveries take about two milliseconds.
      if ((await redis.copy(queueKey(lane, "wait"), key, "REPLACE")) === 0) await redis.del(key);
      else await redis.pexpire(key, FROZEN_MS);
    },
    async frozen(lane, name, cursor) {
      const done = Number(cursor);
      const deliveryIds = (await redis.lrange(frozenKey(lane, name), -done - PART, -done - 1)).reverse();
      return deliveryIds.length < PART ? { deliveryIds } : { deliveryIds, next: String(done + PART) };
    },
    async thaw(lane, name) {
      await redis.del(frozenKey(lane, name));
    },
    active: async (lane) => ({ deliveryIds: await redis.lrange(queueKey(lane, "active"), 0, -1) }),
    held: (lane, cursor) => scan(keys.laneHeld(lane), cursor),
    async noteHeld(deliveryId, lane, sinceMs) {
      await redis.zadd(keys.laneHeld(lane), "NX", String(sinceMs), deliveryId);
    },
    async dropHeld(deliveryId, lane) {
      await redis.zrem(keys.laneHeld(lane), deliveryId);
    },
    async noteAside(deliveryId, lane, domain) {
      const key = keys.laneAside(lane, domain);
      await Promise.all([redis.sadd(key, deliveryId), redis.pexpire(key, ASIDE_MS)]);
    },
    aside: async (lane, domain) => redis.srandmember(keys.laneAside(lane, domain), PART),
    async dropAside(deliveryIds, lane, domain) {
      await redis.srem(keys.laneAside(lane, domain), ...deliveryIds);
    },
  };
}
