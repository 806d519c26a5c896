import { setTimeout as sleep } from "node:timers/promises";
import { type LanesSummary, writeSummary } from "@postlane/queue";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { createMetrics } from "@postlane/runtime";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { watchPressure } from "../src/index.ts";

const MAX_WAITING = 100;

let server: RedisServer;
let redis: RedisClient;
beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** A walk that finds so many deliveries waiting. */
async function walk(waiting: number): Promise<void> {
  const others = { lanes: 1, delayed: 0, active: 0, sessions: 0, lanesInOutage: 0, lanesPaused: 0, lanesSuspended: 0 };
  const summary: LanesSummary = { ...others, atMs: Date.now(), waiting, deepest: [] };
  await writeSummary(redis, summary);
}

it.each([
  ["mail that is delivered as it comes does not fill the queue", 0, "calm"],
  ["what others have taken counts as well, long before the sweeper's next walk", MAX_WAITING, "full"],
] as const)(
  "%s",
  async (what, found, level) => {
    await walk(0);
    let walks = 0;
    const pressure = watchPressure({
      redis,
      limits: () => ({ maxWaiting: MAX_WAITING, maxMemoryPercent: 0, startPercent: 80 }),
      metrics: createMetrics(what.slice(0, 4)),
      log: { info: () => {}, warn: () => {} },
      now: Date.now,
      walkSoon: async () => (walks++, walk(found)),
      everyMs: 50,
    });
    // Five seconds of 25 messages each: more than may wait, in less time than the sweeper takes to come.
    const startedAt = Date.now();
    for (let n = 0; n < 125; n++) {
      pressure.note("sender", 1);
      await sleep(40);
    }
    expect(pressure.level).toBe(level);
    expect(walks).toBeGreaterThan(0);
    // One for every two seconds, however long a busy machine took for all this.
    expect(walks).toBeLessThanOrEqual((Date.now() - startedAt) / 2_000 + 1);
    pressure.close();
  },
  60_000,
);
