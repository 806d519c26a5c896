import { createLaneLimits } from "@postlane/limits";
import { keys } from "@postlane/redis";
import { type RedisServer, startRedis, steadyPulse } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { lane, startTestApi, type TestApi } from "./start-test-api.ts";

let server: RedisServer;
let api: TestApi;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => {
  await api.close();
  await server.stop();
});
beforeEach(async () => {
  await api?.redis.flushall();
  await api?.close();
  api = await startTestApi(server.url);
});

it("shows how deep a lane is, what rule sets its pace and when the next mail is due", async () => {
  await api.call("POST", "/v1/domain-rules", { domain: "*.example", maxConnections: 3 });
  const dueAtMs = Date.now() + 60_000;
  await api.lanes.enqueue("d1", lane("direct:a.example"));
  await api.lanes.enqueue("d2", lane("direct:a.example"));
  await api.lanes.enqueue("d3", lane("direct:a.example"), dueAtMs);
  await createLaneLimits(api.redis, 60_000, steadyPulse).takeLease(lane("direct:a.example"), 3, "w1:1");
  const { status, body } = await api.call("GET", "/v1/lanes/direct:a.example");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    lane: "direct:a.example",
    kind: "direct",
    domain: "a.example",
    waiting: 2,
    delayed: 1,
    active: 0,
    held: 0,
    sessions: { in_use: 1, limit: 3 },
    rule: "*.example",
    next_due_at: expect.any(String),
    connections: [{ worker: "w1", since: expect.any(String), doing: "opening" }],
    burst: { started: 0, under_way: 0, limit: 5 },
    oldest_waiting: { delivery_id: "d1" },
    workers_alive: 0,
    waiting_for: { cause: "no_worker" },
  });
  expect(body.settings).toContainEqual({
    field: "maxConnections",
    value: 3,
    set_by: { section: "domainRules", key: "*.example", field: "maxConnections", value: 3 },
  });
  expect(body.settings).toContainEqual({
    field: "maxContinuous",
    value: 5,
    set_by: { section: "domainRules", key: "*", field: "maxContinuous", value: 5 },
  });
  expect(Math.abs(Date.parse(body.next_due_at) - dueAtMs)).toBeLessThan(100);
});

it("shows an outage with its last error, a pause and a suspension", async () => {
  const key = lane("relay:r");
  const until = Date.now() + 30_000;
  await api.call("POST", "/v1/relays", { id: "r", host: "h.example", maxConnections: 4 });
  await api.lanes.enqueue("d1", key);
  await api.redis.hset(keys.laneState(key), { until, streak: 2, error: "connect ECONNREFUSED" });
  await api.redis.lpush(keys.laneOutages(key), until - 60_000);
  const sinceMs = Date.now();
  const target = { kind: "relay", relayId: "r" } as const;
  await api.suspensions.store.add({ target, reason: "maintenance", by: "admin", sinceMs });
  await api.suspensions.refresh();
  await api.redis.hset(keys.laneBurst(key), { pauseUntil: until });
  const { body } = await api.call("GET", `/v1/lanes/${encodeURIComponent(key)}`);
  expect(body).toMatchObject({ kind: "relay", relay_id: "r", sessions: { in_use: 0, limit: 4 } });
  expect(body.pause_until).toBe(new Date(until).toISOString());
  expect(body.suspended).toEqual({
    id: "relay:r",
    reason: "maintenance",
    by: "admin",
    since: new Date(sinceMs).toISOString(),
  });
  expect(body.waiting_for).toMatchObject({
    cause: "suspended",
    summary: "Relay r is suspended by admin until somebody resumes it: maintenance.",
  });
  expect(body.outage).toEqual({
    until: new Date(until).toISOString(),
    count: 2,
    error: "connect ECONNREFUSED",
    last_at: new Date(until - 60_000).toISOString(),
  });
});

it("lists lanes page by page", async () => {
  for (const name of ["a", "b", "c", "d", "e"]) {
    await api.lanes.enqueue("d", lane(`direct:${name}.example`));
    await api.redis.zadd(keys.registry(), name.charCodeAt(0), `direct:${name}.example`);
  }
  const pages: string[][] = [];
  for (let cursor = "0"; cursor;) {
    const { body } = await api.call("GET", `/v1/lanes?limit=2&cursor=${cursor}`);
    pages.push(body.items.map(({ domain }: { domain: string }) => domain));
    cursor = body.next_cursor;
  }
  expect(pages).toEqual([["a.example", "b.example"], ["c.example", "d.example"], ["e.example"]]);
  expect((await api.call("GET", "/v1/lanes")).body.items).toHaveLength(5);
});

it.each([
  ["limit=0", { limit: "Write a whole number from 1 to 500." }],
  ["limit=many", { limit: "Write a whole number from 1 to 500." }],
  ["cursor=x", { cursor: "Write the `next_cursor` of the page before." }],
  ["page=2", { page: "There is no such field; write one of: limit, cursor." }],
])("refuses ?%s", async (query, errors) => {
  const answer = await api.call("GET", `/v1/lanes?${query}`);
  expect([answer.status, answer.errors]).toEqual([400, errors]);
});

it("knows no lane that had no mail, and none of another form", async () => {
  for (const name of ["direct:nowhere.example", "relay:none", "nonsense"])
    expect((await api.call("GET", `/v1/lanes/${name}`)).body.code).toBe("not_found");
});

it("shows its limit as 0 when the relay is gone", async () => {
  await api.lanes.enqueue("d1", lane("relay:gone"));
  expect((await api.call("GET", "/v1/lanes/relay:gone")).body.sessions).toEqual({ in_use: 0, limit: 0 });
});

it("lets nobody in without the token", async () => {
  expect((await api.call("GET", "/v1/lanes", undefined, { authorization: "" })).status).toBe(401);
  expect((await api.call("GET", "/v1/lanes/direct:a.example", undefined, { authorization: "" })).status).toBe(401);
});
