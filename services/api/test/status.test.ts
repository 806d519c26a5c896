import { writeSummary } from "@postlane/queue";
import { keys } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { statusRoutes } from "../src/status/status-routes.ts";
import { lane, startTestApi, type TestApi } from "./start-test-api.ts";

let server: RedisServer;
let api: TestApi;
const pressure = { level: "high", load: { waiting: 9, memoryPercent: 12.34 } } as const;
let archiveAway = false;
beforeAll(async () => {
  server = await startRedis();
  const readiness = {
    archive: async () => {
      if (archiveAway) throw new Error("connection refused");
    },
  };
  api = await startTestApi(server.url, null, (redis, { store }) => [
    statusRoutes({ redis, settings: store, pressure, readiness, deadAfterMs: 10_000 }),
  ]);
});
afterAll(async () => {
  await api.close();
  await server.stop();
});

it("tells of a new Postlane that nobody works yet", async () => {
  const { status, body } = await api.call("GET", "/v1/status");
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: "ready", checks: { archive: { ok: true } }, settings_version: 0, workers: [] });
  expect(body.lanes).toBeUndefined();
  expect(body.back_pressure).toEqual({
    level: "high",
    waiting: 9,
    max_waiting: 0,
    memory_percent: 12.3,
    max_memory_percent: 90,
  });
});

it("tells of the workers alive, not of those that fell silent, and of the lanes as they were seen last", async () => {
  const nowMs = Number((await api.redis.time())[0]) * 1_000;
  await api.redis.zadd(keys.workersAlive(), nowMs - 2_000, "host-1", nowMs - 60_000, "host-2");
  await writeSummary(api.redis, {
    atMs: Date.parse("2026-03-10T12:00:00Z"),
    lanes: 3,
    waiting: 5,
    delayed: 4,
    active: 2,
    sessions: 2,
    lanesInOutage: 1,
    lanesPaused: 0,
    lanesSuspended: 0,
    deepest: [{ lane: lane("direct:a.example"), waiting: 7 }],
  });
  archiveAway = true;
  const { body } = await api.call("GET", "/v1/status");
  expect(body.workers).toEqual([{ worker: "host-1", seen_at: new Date(nowMs - 2_000).toISOString() }]);
  expect(body.lanes).toMatchObject({
    at: "2026-03-10T12:00:00.000Z",
    waiting: 5,
    deepest: [{ lane: "direct:a.example", waiting: 7 }],
  });
  expect([body.status, body.checks.archive.detail]).toEqual(["not ready", "connection refused"]);
});

it("asks for a token", async () => {
  expect((await api.call("GET", "/v1/status", undefined, { authorization: "" })).status).toBe(401);
});

it("says that Redis is away", async () => {
  const own = await startRedis();
  const cut = await startTestApi(own.url, null, (redis, { store }) => [
    statusRoutes({ redis, settings: store, pressure, readiness: {}, deadAfterMs: 10_000 }),
  ]);
  await own.kill();
  const { status, body } = await cut.call("GET", "/v1/status");
  expect([status, body.code]).toEqual([503, "unavailable"]);
  await cut.close();
  await own.stop();
});
