import type { Histogram, Metrics } from "./create-metrics.ts";

/** The same in every service, so that one panel shows them all. */
export function declareRedisLatency(metrics: Metrics): Histogram<never> {
  return metrics.histogram({
    name: "postlane_redis_latency_seconds",
    help: "Round trip of a PING to Redis every few seconds: its queue and the network, and with appendfsync always the disk.",
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  });
}
