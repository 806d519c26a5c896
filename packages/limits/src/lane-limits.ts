import type { LaneKey } from "@postlane/mail";
import { defineScripts, keys, type RedisClient, type RedisPulse } from "@postlane/redis";

/** Answer to the wish for a connection. Times are Unix milliseconds of Redis' clock. */
export type LeaseAnswer =
  | { readonly kind: "granted"; readonly nowMs: number; readonly streak: number; readonly outages: readonly number[] }
  | { readonly kind: "full" }
  | { readonly kind: "outage"; readonly untilMs: number }
  /** Redis was away: whoever holds a lease may not have renewed it yet. Ask again then. */
  | { readonly kind: "unsettled"; readonly untilMs: number };

export type OutageAnswer =
  | { readonly kind: "counted" | "known"; readonly untilMs: number; readonly atMs: number }
  | { readonly kind: "capped"; readonly connections: number };

/** Connection leases and the outage count of a lane. A lease not renewed within `leaseMs` is free for others, unless Redis was away. */
export interface LaneLimits {
  takeLease(lane: LaneKey, maxConnections: number, leaseId: string): Promise<LeaseAnswer>;
  /**
   * @param rejoinUpTo a lease that Redis has lost comes back among at most so many; 0 = not
   * @returns false when it is gone: its place may be another's
   */
  renewLease(lane: LaneKey, leaseId: string, rejoinUpTo?: number): Promise<boolean>;
  returnLease(lane: LaneKey, leaseId: string): Promise<void>;
  /** @param streak as the lease was granted with; @param sleepMs how long the lane sleeps */
  countOutage(lane: LaneKey, leaseId: string, streak: number, sleepMs: number, error: string): Promise<OutageAnswer>;
  /** Ends no outage: a server may greet and then refuse everything. @param site whose hosts they are, for whoever asks why mail waits */
  reportConnected(lane: LaneKey, site?: string): Promise<void>;
  /** The site whose hosts the lane wants a connection to. */
  noteSite(lane: LaneKey, site: string): Promise<void>;
  /** Ends the outage, if there is one. */
  reportServed(lane: LaneKey): Promise<void>;
}

/** How long a lane keeps to fewer connections after its server refused one more. */
const CAP_MS = 30_000;

export function createLaneLimits(redis: RedisClient, leaseMs: number, pulse: Pick<RedisPulse, "trust">): LaneLimits {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "take-lease-4",
    "renew-lease-1",
    "count-outage-3",
    "report-connected-1",
    "report-served-1",
  ]);
  return {
    async takeLease(lane, maxConnections, leaseId) {
      const { fromMs, untilMs: trustedMs } = pulse.trust();
      const [what, nowMs, untilMs, streak, outages] = (await script["take-lease-4"](
        [keys.laneLeases(lane), keys.laneState(lane), keys.laneOutages(lane), keys.laneHolders(lane)],
        [maxConnections, leaseId, leaseMs, fromMs, trustedMs],
      )) as [number, number, number, number, string[]];
      if (what === 1) return { kind: "granted", nowMs, streak, outages: outages.map(Number) };
      if (what === 0) return { kind: "full" };
      return { kind: what === -1 ? "outage" : "unsettled", untilMs };
    },
    async renewLease(lane, leaseId, rejoinUpTo = 0) {
      return (await script["renew-lease-1"]([keys.laneLeases(lane)], [leaseId, leaseMs, rejoinUpTo])) === 1;
    },
    async returnLease(lane, leaseId) {
      await Promise.all([redis.zrem(keys.laneLeases(lane), leaseId), redis.hdel(keys.laneHolders(lane), leaseId)]);
    },
    async countOutage(lane, leaseId, streak, sleepMs, error) {
      const [what, value, atMs] = (await script["count-outage-3"](
        [keys.laneState(lane), keys.laneOutages(lane), keys.laneLeases(lane)],
        [streak, sleepMs, error.slice(0, 500), leaseId, CAP_MS],
      )) as [number, number, number];
      if (what === 2) return { kind: "capped", connections: value };
      return { kind: what === 1 ? "counted" : "known", untilMs: value, atMs };
    },
    async reportConnected(lane, site = "") {
      await script["report-connected-1"]([keys.laneState(lane)], [site]);
    },
    async noteSite(lane, site) {
      await redis.hset(keys.laneState(lane), "site", site);
    },
    async reportServed(lane) {
      await script["report-served-1"]([keys.laneState(lane)], []);
    },
  };
}
