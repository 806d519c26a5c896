import type { LaneKey, Pace } from "@postlane/mail";
import { defineScripts, keys, type RedisClient, type RedisPulse } from "@postlane/redis";

/**
 * - go: start the delivery.
 * - pause: not before `waitMs` from now.
 * - busy: the burst is full and its last deliveries are under way; ask again soon.
 */
export type BurstAnswer =
  | { readonly kind: "go" }
  | { readonly kind: "pause"; readonly waitMs: number }
  | { readonly kind: "busy" };

/** Bursts of a lane (QK: maximum continuous sends, then a pause). Only asked when the pace has a burst limit. */
export interface BurstLimits {
  begin(lane: LaneKey, pace: Pace, deliveryId: string): Promise<BurstAnswer>;
  /** @param sent false: it never reached the server and does not count. @returns milliseconds of pause that begin now, 0 = none */
  end(lane: LaneKey, pace: Pace, deliveryId: string, sent: boolean): Promise<number>;
  renew(lane: LaneKey, deliveryId: string): Promise<void>;
}

export function createBurstLimits(redis: RedisClient, leaseMs: number, pulse: Pick<RedisPulse, "trust">): BurstLimits {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "begin-in-burst-2",
    "end-in-burst-2",
    "renew-lease-1",
  ]);
  const both = (lane: LaneKey) => [keys.laneBurst(lane), keys.laneBurstOpen(lane)];
  const pauseMs = (pace: Pace) => Math.round(pace.continuingDelaySeconds * 1000);
  return {
    async begin(lane, pace, deliveryId) {
      const { fromMs, untilMs: trustedMs } = pulse.trust();
      const args = [pace.maxContinuous, pauseMs(pace), deliveryId, leaseMs, fromMs, trustedMs];
      const [what, untilMs, nowMs] = (await script["begin-in-burst-2"](both(lane), args)) as [number, number, number];
      if (what === 1) return { kind: "go" };
      return what === 0 ? { kind: "pause", waitMs: untilMs - nowMs } : { kind: "busy" };
    },
    async end(lane, pace, deliveryId, sent) {
      const args = [pace.maxContinuous, pauseMs(pace), deliveryId, sent ? 1 : 0];
      const [untilMs, nowMs] = (await script["end-in-burst-2"](both(lane), args)) as [number, number];
      return untilMs === 0 ? 0 : untilMs - nowMs;
    },
    async renew(lane, deliveryId) {
      await script["renew-lease-1"]([keys.laneBurstOpen(lane)], [deliveryId, leaseMs, 0]);
    },
  };
}
