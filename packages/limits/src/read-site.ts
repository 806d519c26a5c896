import type { LaneKey } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";

/** How a site stands. Times are Unix milliseconds. */
export interface SiteReading {
  /** Connections in use. */
  readonly inUse: number;
  readonly holders: readonly { readonly leaseId: string; readonly lane?: LaneKey }[];
  /** Lanes in line for a connection, the one that has waited longest first. */
  readonly inLine: readonly { readonly lane: LaneKey; readonly sinceMs: number }[];
}

/** More lanes in line than this are not told. */
const MOST = 200;

/** Who holds the connections to a site, and who waits for one. @param nowMs by Redis' clock */
export async function readSite(redis: RedisClient, site: string, nowMs: number): Promise<SiteReading> {
  const [leases, lanes, line] = await Promise.all([
    redis.zrangebyscore(keys.siteLeases(site), `(${nowMs}`, "+inf"),
    redis.hgetall(keys.siteHolders(site)),
    redis.zrange(keys.siteWaiting(site), "0", String(MOST - 1), "WITHSCORES"),
  ]);
  return {
    inUse: leases.length,
    holders: leases.map((leaseId) => ({ leaseId, ...(lanes[leaseId] && { lane: lanes[leaseId] as LaneKey }) })),
    inLine: Array.from({ length: line.length / 2 }, (_, i) => ({
      lane: line[2 * i] as LaneKey,
      sinceMs: Number(line[2 * i + 1]),
    })),
  };
}
