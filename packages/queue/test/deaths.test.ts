import { setTimeout as sleep } from "node:timers/promises";
import type { LaneKey } from "@postlane/mail";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createLanes, createWebhookQueues, type Lanes, startTicketWorker, type WebhookJob } from "../src/index.ts";

/** BullMQ gives a job up whose worker died once too often (hazard B3); here nothing is, however many have died over it. */
const LOCK_MS = 1_000;
const LANE: LaneKey = "direct:a.test";
let server: RedisServer;
let redis: RedisClient;
let lanes: Lanes;
const doomed: RedisClient[] = [];
beforeAll(async () => {
  server = await startRedis();
  redis = await connect();
  lanes = createLanes({ redis, lockMs: LOCK_MS, shards: 1, onError: () => {} });
  await lanes.ready();
});
afterEach(() => {
  for (const client of doomed.splice(0)) client.disconnect();
});
afterAll(async () => {
  await lanes.close();
  redis.disconnect();
  await server.stop();
});

async function connect(): Promise<RedisClient> {
  const client = openRedis(server.url, "patient", () => {});
  await waitUntilReady(client, 5_000);
  return client;
}

/** As seen from Redis a process dies when its connections do: nothing of it is heard again. */
async function die(client: RedisClient): Promise<void> {
  client.disconnect();
  await sleep(0);
}

/** A death is noticed by the locks that run out, which takes some seconds; four die. */
const NOTICED = { timeout: 20_000 };
const TIMEOUT = { timeout: 120_000 };

it("a ticket is run by the next worker after each death", TIMEOUT, async () => {
  let runs = 0;
  for (let worker = 1; worker <= 4; worker++) {
    const own = await connect();
    doomed.push(own);
    const run = async (): Promise<void> => {
      runs++;
      await new Promise(() => {});
    };
    startTicketWorker({ redis: own, shards: 1, concurrency: 1, lockMs: LOCK_MS, name: "w", run, onError: () => {} });
    if (worker === 1) await lanes.offerTicket(LANE, 1);
    await expect.poll(() => runs, NOTICED).toBe(worker);
    await die(own);
  }
});

it("an event is sent by the next process after each death", TIMEOUT, async () => {
  const job: WebhookJob = { eventId: "e1", type: "delivered", payload: "{}", queuedAtMs: 1 };
  let runs = 0;
  for (let process = 1; process <= 4; process++) {
    const own = await connect();
    doomed.push(own);
    const queues = createWebhookQueues({ redis: own, patient: () => own, lockMs: LOCK_MS, onError: () => {} });
    if (process === 1) await queues.add("shop", [job]);
    await queues.run("shop", {
      concurrency: 1,
      run: async () => {
        runs++;
        return new Promise(() => {});
      },
    });
    await expect.poll(() => runs, NOTICED).toBe(process);
    await die(own);
  }
});

it("a delivery can be claimed again after each death", TIMEOUT, async () => {
  await lanes.enqueue("d1", LANE);
  for (let worker = 1; worker <= 4; worker++) {
    expect((await lanes.claim(LANE, `w${worker}`))?.deliveryId).toBe("d1");
    await expect.poll(() => lanes.recoverStalled(LANE), NOTICED).toBe(1);
  }
  expect(await lanes.survey(LANE)).toMatchObject({ waiting: 1, active: 0 });
});
