import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLanes, type Lanes, startSweeper } from "../src/index.ts";

let server: RedisServer;
let redis: RedisClient;
let lanes: Lanes;
beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "patient", () => {});
  await waitUntilReady(redis, 5_000);
  lanes = createLanes({ redis, lockMs: 30_000, shards: 1, onError: () => {} });
  await lanes.ready();
});
afterAll(async () => {
  await lanes.close();
  redis.disconnect();
  await server.stop();
});

it.each(["ended", "failed"])("keeps nothing of walks that have %s, and goes on", async (how) => {
  let walks = 0;
  const registered: Lanes["registered"] = async () => {
    walks++;
    if (how === "failed") throw new Error("a lane registry that cannot be read");
    return [];
  };
  const sweeper = await startSweeper({
    redis,
    lanes: { ...lanes, registered },
    maxConnections: () => 1,
    isSuspended: () => false,
    everyMs: 100,
    onError: () => {},
  });
  await expect.poll(() => walks, { timeout: 10_000 }).toBeGreaterThan(3);
  await sweeper.close();
  const prefix = `${keys.sweeperPrefix()}:sweeper`;
  expect(await redis.exists(`${prefix}:completed`, `${prefix}:failed`)).toBe(0);
});
