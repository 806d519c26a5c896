import { setTimeout as sleep } from "node:timers/promises";
import type { LaneKey } from "@postlane/mail";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createLanes, type Lanes, startTicketWorker, type TicketWorker } from "../src/index.ts";

const LANE: LaneKey = "direct:a.test";
let server: RedisServer;
let redis: RedisClient;
let lanes: Lanes;
beforeEach(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "patient", () => {});
  await waitUntilReady(redis, 5_000);
  lanes = createLanes({ redis, lockMs: 30_000, shards: 1, onError: () => {} });
  await lanes.ready();
});
afterEach(async () => {
  await lanes.close();
  redis.disconnect();
  await server.stop();
});

async function start(run: () => Promise<void>): Promise<TicketWorker> {
  const worker = startTicketWorker({
    redis,
    shards: 1,
    concurrency: 2,
    lockMs: 30_000,
    name: "w",
    run,
    onError: () => {},
  });
  await worker.ready();
  return worker;
}

it("closes within seconds although a ticket hangs (B4)", async () => {
  let running = 0;
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const worker = await start(async () => {
    running++;
    await held;
  });
  await lanes.offerTicket(LANE, 1);
  await expect.poll(() => running, { timeout: 10_000 }).toBe(1);
  const startedAt = performance.now();
  expect(await Promise.race([worker.close().then(() => "closed"), sleep(15_000, "hangs")])).toBe("closed");
  expect(performance.now() - startedAt).toBeGreaterThan(1_000);
  letGo();
});

it("takes tickets again soon after Redis was away (B6)", async () => {
  let runs = 0;
  const worker = await start(async () => void runs++);
  await lanes.offerTicket(LANE, 1);
  await expect.poll(() => runs, { timeout: 10_000 }).toBe(1);
  await server.kill();
  await sleep(1_500);
  await server.start();
  await waitUntilReady(redis, 15_000);
  await lanes.offerTicket(LANE, 1);
  // BullMQ's own delay is 15 s from the failure on, which lies before the second and a half.
  await expect.poll(() => runs, { timeout: 10_000 }).toBe(2);
  await worker.close();
});

it("asks a Redis that is full now and then, not without pause (B12)", async () => {
  let runs = 0;
  await lanes.offerTicket(LANE, 1);
  await redis.config("SET", "maxmemory", "1000");
  const worker = await start(async () => void runs++);
  const asked = async (): Promise<number> => {
    const [, calls, rejected] =
      /cmdstat_evalsha:calls=(\d+).*rejected_calls=(\d+)/.exec(await redis.info("commandstats")) ?? [];
    return Number(calls ?? 0) + Number(rejected ?? 0);
  };
  await sleep(1_000);
  const before = await asked();
  const startedAt = performance.now();
  await sleep(2_000);
  await expect.poll(asked).toBeGreaterThan(before);
  const perSecond = ((await asked()) - before) / ((performance.now() - startedAt) / 1_000);
  expect(perSecond).toBeLessThan(25);
  expect(runs).toBe(0);
  await redis.config("SET", "maxmemory", "0");
  await expect.poll(() => runs).toBe(1);
  await worker.close();
});
