import { setTimeout as sleep } from "node:timers/promises";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createWebhookQueues, type WebhookJob, type WebhookQueues } from "../src/index.ts";

let server: RedisServer;
let redis: RedisClient;
let patient: RedisClient;
let queues: WebhookQueues;
let count = 0;
const newEndpoint = (): string => `w${++count}`;
const event = (eventId: string): WebhookJob => ({ eventId, type: "delivered", payload: "{}", queuedAtMs: 1 });
beforeAll(async () => {
  server = await startRedis();
});
beforeEach(async () => {
  redis = openRedis(server.url, "fail-fast", () => {});
  patient = openRedis(server.url, "patient", () => {});
  await Promise.all([waitUntilReady(redis, 5_000), waitUntilReady(patient, 5_000)]);
});
afterEach(async () => {
  await queues.close();
  for (const client of [redis, patient]) client.disconnect();
});
afterAll(() => server.stop());

function open(lockMs = 30_000): WebhookQueues {
  queues = createWebhookQueues({ redis, patient: () => patient, lockMs, onError: () => {} });
  return queues;
}

it("keeps nothing of an event that was sent", async () => {
  const endpoint = newEndpoint();
  const sent: string[] = [];
  await open().add(endpoint, [event("e1"), event("e2")]);
  await queues.run(endpoint, { concurrency: 2, run: async ({ eventId }) => void sent.push(eventId) });
  await expect.poll(() => sent.length, { timeout: 10_000 }).toBe(2);
  const prefix = `${keys.webhookPrefix(endpoint)}:events`;
  await expect.poll(() => redis.exists(`${prefix}:e1`, `${prefix}:e2`), { timeout: 5_000 }).toBe(0);
  expect(await redis.exists(`${prefix}:completed`, `${prefix}:failed`)).toBe(0);
});

it("tries an event again whose work ended in an error", async () => {
  const endpoint = newEndpoint();
  let runs = 0;
  await open().add(endpoint, [event("e1")]);
  const run = async (): Promise<undefined> => {
    if (++runs === 1) throw new Error("a mistake of ours");
    return undefined;
  };
  await queues.run(endpoint, { concurrency: 1, run });
  await expect.poll(() => runs, { timeout: 15_000 }).toBe(2);
});

it("closes in time although the work on an event hangs (B4)", async () => {
  const endpoint = newEndpoint();
  let running = 0;
  await open().add(endpoint, [event("e1")]);
  const runner = await queues.run(endpoint, {
    concurrency: 1,
    run: async () => {
      running++;
      return new Promise(() => {});
    },
  });
  await expect.poll(() => running, { timeout: 10_000 }).toBe(1);
  expect(await Promise.race([runner.close(300).then(() => "closed"), sleep(15_000, "hangs")])).toBe("closed");
});

it("gives an event to one process at a time, however long it takes", async () => {
  const endpoint = newEndpoint();
  let running = 0;
  await open(2_000).add(endpoint, [event("e1")]);
  const run = async (): Promise<undefined> => {
    running++;
    await sleep(6_000);
    return undefined;
  };
  for (let process = 0; process < 2; process++) await queues.run(endpoint, { concurrency: 2, run });
  await sleep(6_500);
  expect(running).toBe(1);
});
