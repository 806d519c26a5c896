import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Attempt, createEndpointLog, type EndpointLog } from "../../src/webhooks/endpoint-log.ts";

let server: RedisServer;
let redis: RedisClient;
let log: EndpointLog;

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "patient", () => {});
  await waitUntilReady(redis, 5_000);
  log = createEndpointLog(redis);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const attempt = (outcome: Attempt["outcome"], n = 1): Attempt => ({
  atMs: 1,
  eventId: `evt_${n}`,
  type: "message.delivered",
  attempt: 1,
  outcome,
  durationMs: 1,
});
const fail = (leastSleepMs?: number) => log.note("w", attempt("failed"), "{}", leastSleepMs);
/** As if the sleep were over. */
const sleepOver = () => redis.hset("pl:{webhook:w}:state", "asleep_until", 1);

it("an endpoint sleeps from the third failure in a row on, twice as long each time, at most 15 minutes", async () => {
  expect(await fail()).toEqual({ recovered: false, sleepMs: 0, fellAsleep: false });
  expect(await fail()).toEqual({ recovered: false, sleepMs: 0, fellAsleep: false });
  const sleeps: number[] = [];
  for (let n = 3; n < 13; n++) {
    const { sleepMs, fellAsleep } = await fail();
    expect(fellAsleep).toBe(n === 3);
    sleeps.push(sleepMs / 1_000);
    await sleepOver();
  }
  expect(sleeps).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
});

it("failures of the same moment count once", async () => {
  for (let n = 0; n < 3; n++) await fail();
  const { sleepMs, fellAsleep } = await fail();
  expect([sleepMs > 0 && sleepMs <= 5_000, fellAsleep]).toEqual([true, false]);
  await sleepOver();
  expect((await fail()).sleepMs).toBe(10_000);
});

it("one success ends the row, and says when it had been asleep", async () => {
  await fail();
  expect((await log.note("w", attempt("taken"), "{}")).recovered).toBe(false);
  for (let n = 0; n < 3; n++) await fail();
  expect((await log.note("w", attempt("taken"), "{}")).recovered).toBe(true);
  expect(await log.state("w")).toEqual({
    lastSuccessAtMs: expect.any(Number),
    taken: 2,
    failed: 4,
    givenUp: 0,
    dropped: 0,
  });
  expect((await fail()).sleepMs).toBe(0);
});

it("an endpoint that asks for time gets it, whatever the row; a longer wish moves the end of its sleep", async () => {
  expect((await fail(60_000)).sleepMs).toBe(60_000);
  const until = (await log.state("w")).asleepUntilMs!;
  expect((await fail(1_000)).sleepMs).toBeGreaterThan(59_000);
  expect((await log.state("w")).asleepUntilMs).toBe(until);
  expect((await fail(120_000)).sleepMs).toBe(120_000);
  expect((await log.state("w")).asleepUntilMs! - until).toBeGreaterThan(59_000);
});

it("keeps about the last thousand, and those that were given up apart from the others", async () => {
  await log.note("w", attempt("given_up", 0), '{"first":1}');
  for (let n = 1; n < 1_500; n += 100)
    await Promise.all(Array.from({ length: 100 }, (_, i) => log.note("w", attempt("taken", n + i), "{}")));
  const kept = await log.attempts("w", undefined, 5_000);
  expect(kept.length).toBeGreaterThanOrEqual(1_000);
  expect(kept.length).toBeLessThan(1_200);
  expect(kept.some(({ eventId }) => eventId === "evt_0")).toBe(false);
  expect((await log.find("w", "evt_0"))?.payload).toBe('{"first":1}');
  expect(await log.givenUp("w", 0)).toHaveLength(1);
  expect(await log.givenUp("w", Date.now() + 60_000)).toHaveLength(0);
  expect(await log.find("w", "evt_unknown")).toBeUndefined();
});
