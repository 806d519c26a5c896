import { type LanesSummary, readSummary } from "@postlane/queue";
import type { RedisClient } from "@postlane/redis";
import type { Metrics } from "@postlane/runtime";

/** How long one reading serves all gauges of a scrape. */
const REMEMBER_MS = 1_000;

/** The fleet's lanes for Prometheus, as the sweeper saw them last; nothing while Redis does not answer. */
export function declareLaneMetrics(metrics: Metrics, redis: RedisClient): void {
  let readAtMs = 0;
  let reading: Promise<LanesSummary | undefined> = Promise.resolve(undefined);
  function summary(): Promise<LanesSummary | undefined> {
    if (Date.now() - readAtMs > REMEMBER_MS) {
      readAtMs = Date.now();
      reading = readSummary(redis).catch(() => undefined);
    }
    return reading;
  }

  metrics.gauge({
    name: "postlane_lane_deliveries",
    help: "Deliveries in all lanes: waiting for a session, delayed until a retry, active in a session.",
    labels: ["state"],
    async collect(gauge) {
      const now = await summary();
      gauge.reset();
      if (!now) return;
      gauge.set({ state: "waiting" }, now.waiting);
      gauge.set({ state: "delayed" }, now.delayed);
      gauge.set({ state: "active" }, now.active);
    },
  });
  metrics.gauge({
    name: "postlane_lanes",
    help: "Lanes that hold mail or had some in the last hour, and those of them in an outage, in a pause, or suspended.",
    labels: ["state"],
    async collect(gauge) {
      const now = await summary();
      gauge.reset();
      if (!now) return;
      gauge.set({ state: "all" }, now.lanes);
      gauge.set({ state: "outage" }, now.lanesInOutage);
      gauge.set({ state: "paused" }, now.lanesPaused);
      gauge.set({ state: "suspended" }, now.lanesSuspended);
    },
  });
  metrics.gauge({
    name: "postlane_lane_waiting",
    help: "Deliveries waiting or delayed in the twenty deepest lanes.",
    labels: ["lane"],
    async collect(gauge) {
      const now = await summary();
      gauge.reset();
      for (const { lane, waiting } of now?.deepest ?? []) gauge.set({ lane }, waiting);
    },
  });
}
