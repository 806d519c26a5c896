import type { LaneKey } from "@postlane/mail";
import { defineScripts, keys, type RedisClient, type RedisPulse } from "@postlane/redis";

/** Connection leases on a site: the MX hosts that several domains share. */
export interface SiteLimits {
  /** @returns false when it is full; the lane then stands in line */
  takeLease(site: string, maxConnections: number, leaseId: string, lane: LaneKey): Promise<boolean>;
  /**
   * @param rejoinUpTo a lease that Redis has lost comes back among at most so many; 0 = not
   * @returns false when it is gone: its place may be another's
   */
  renewLease(site: string, leaseId: string, rejoinUpTo?: number): Promise<boolean>;
  /** @returns the lane that has waited longest: offer it a ticket */
  returnLease(site: string, leaseId: string): Promise<LaneKey | undefined>;
  /** Whether lanes stand in line. */
  isWanted(site: string): Promise<boolean>;
}

export function createSiteLimits(redis: RedisClient, leaseMs: number, pulse: Pick<RedisPulse, "trust">): SiteLimits {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "take-site-lease-3",
    "return-site-lease-3",
    "renew-lease-1",
  ]);
  const all = (site: string) => [keys.siteLeases(site), keys.siteWaiting(site), keys.siteHolders(site)];
  return {
    async takeLease(site, maxConnections, leaseId, lane) {
      const { fromMs, untilMs } = pulse.trust();
      const args = [maxConnections, leaseId, leaseMs, lane, fromMs, untilMs];
      return (await script["take-site-lease-3"](all(site), args)) === 1;
    },
    async renewLease(site, leaseId, rejoinUpTo = 0) {
      return (await script["renew-lease-1"]([keys.siteLeases(site)], [leaseId, leaseMs, rejoinUpTo])) === 1;
    },
    async returnLease(site, leaseId) {
      return ((await script["return-site-lease-3"](all(site), [leaseId])) as LaneKey | null) ?? undefined;
    },
    async isWanted(site) {
      return (await redis.zcard(keys.siteWaiting(site))) > 0;
    },
  };
}
