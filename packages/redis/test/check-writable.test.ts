import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkWritable, openRedis, type RedisClient, waitUntilReady } from "../src/index.ts";

let server: RedisServer;
let redis: RedisClient;
beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "patient", () => {});
  await waitUntilReady(redis, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

it("is content with a Redis that takes writes", async () => {
  await checkWritable(redis);
});

it.each([
  ["full", ["maxmemory", "1"], ["maxmemory", "0"], /OOM/],
  ["without the replicas it wants", ["min-replicas-to-write", "1"], ["min-replicas-to-write", "0"], /NOREPLICAS/],
] as const)("says why one that answers takes none: %s", async (_, on, off, why) => {
  await redis.config("SET", ...on);
  await expect(redis.ping()).resolves.toBe("PONG");
  await expect(checkWritable(redis)).rejects.toThrow(why);
  await redis.config("SET", ...off);
  await checkWritable(redis);
});

it("does not wait for one that is silent, nor for one that is gone", async () => {
  process.kill(server.pid, "SIGSTOP");
  try {
    await expect(checkWritable(redis)).rejects.toThrow("no answer from Redis within 1000 ms");
    await server.kill();
    await expect.poll(() => redis.status).not.toBe("ready");
    await expect(checkWritable(redis)).rejects.toThrow("not connected to Redis");
  } finally {
    if (server.running) process.kill(server.pid, "SIGCONT");
    await server.start();
    await waitUntilReady(redis, 15_000);
  }
});
