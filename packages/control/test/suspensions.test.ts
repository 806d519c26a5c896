import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { openSuspensions, type SuspensionChange, type Suspensions } from "../src/index.ts";

let server: RedisServer;
let redis: RedisClient;
let subscriber: RedisClient;
const opened: Suspensions[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  subscriber = openRedis(server.url, "patient", () => {});
  await Promise.all([waitUntilReady(redis, 5_000), waitUntilReady(subscriber, 5_000)]);
});
afterAll(async () => {
  redis.disconnect();
  subscriber.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());
afterEach(() => {
  for (const view of opened.splice(0)) view.close();
});

async function open(pollMs = 60_000): Promise<Suspensions> {
  const view = await openSuspensions({ redis, subscriber, onError: () => {}, pollMs });
  opened.push(view);
  return view;
}

const PATIENCE = { timeout: 15_000 };
const byAda = { reason: "maintenance", by: "ada" };
const relay = { kind: "relay", relayId: "r" } as const;

it("tells every copy of a suspension and of its end", async () => {
  const [first, second] = [await open(), await open()];
  const changes: SuspensionChange[] = [];
  second.onChange((change) => changes.push(change));
  expect(await first.store.add({ target: relay, ...byAda, sinceMs: 5 })).toBe(1);
  await vi.waitFor(() => expect(second.of("relay:r")).toMatchObject({ id: "relay:r", ...byAda }), PATIENCE);
  expect(second.of("relay:other")).toBeUndefined();
  expect(await first.store.remove("relay:r")).toMatchObject({ id: "relay:r", target: relay });
  await vi.waitFor(() => expect(second.current()).toEqual([]), PATIENCE);
  expect(changes.map(({ version, added, lifted }) => [version, added.length, lifted.length])).toEqual([
    [1, 1, 0],
    [2, 0, 1],
  ]);
});

it("suspends a target once, and again when its time is over", async () => {
  const { store } = await open();
  const untilMs = Date.now() + 1_500;
  expect(await store.add({ target: relay, ...byAda, sinceMs: 1, untilMs })).toBe(1);
  expect(await store.add({ target: relay, ...byAda, sinceMs: 2 })).toBeUndefined();
  await vi.waitUntil(() => Date.now() > untilMs + 5, { timeout: 15_000 });
  expect(await store.add({ target: relay, ...byAda, sinceMs: 3 })).toBe(2);
  expect((await store.read()).suspensions).toMatchObject([{ sinceMs: 3 }]);
  expect(await store.remove("all")).toBeUndefined();
});

it("ends by itself when its time is over, and says so once", async () => {
  const view = await open();
  await view.store.add({ target: { kind: "all" }, ...byAda, sinceMs: 1, untilMs: Date.now() + 1_500 });
  await view.refresh();
  const lifted: string[] = [];
  view.onChange((change) => lifted.push(...change.lifted.map(({ id }) => id)));
  expect(view.of("direct:b.test")).toBeDefined();
  await vi.waitFor(() => expect(lifted).toEqual(["all"]), PATIENCE);
  expect(view.of("direct:b.test")).toBeUndefined();
  await view.refresh();
  expect(lifted).toEqual(["all"]);
});

it("is read again now and then, should an announcement be lost", async () => {
  const view = await open(50);
  await redis.hset(keys.suspensions(), "all", JSON.stringify({ id: "all", target: { kind: "all" }, sinceMs: 1 }));
  await vi.waitFor(() => expect(view.of("relay:r")).toBeDefined(), PATIENCE);
});

it("knows which living workers have not taken a version yet", async () => {
  const { store } = await open();
  const now = Date.now();
  await redis.zadd(keys.workersAlive(), now, "w1", now, "w2", now - 60_000, "dead");
  await store.confirm("w1", 3);
  await store.confirm("w2", 2);
  expect(await store.unconfirmed(3, 20_000)).toEqual(["w2"]);
  await store.confirm("w2", 3);
  expect(await store.unconfirmed(3, 20_000)).toEqual([]);
  await store.withdraw("w2");
  expect(await store.unconfirmed(3, 20_000)).toEqual(["w2"]);
});
