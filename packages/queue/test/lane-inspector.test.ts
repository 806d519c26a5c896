import { setTimeout as sleep } from "node:timers/promises";
import { createBurstLimits, createLaneLimits } from "@postlane/limits";
import { DEFAULT_RULE, type LaneKey } from "@postlane/mail";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { startRedis, startRedisCluster, steadyPulse } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLaneInspector, createLanes, type LaneInspector, type Lanes, PLACES_COUNTED } from "../src/index.ts";

const LOCK_MS = 2_000;
const PACE = { ...DEFAULT_RULE, maxContinuous: 2, continuingDelaySeconds: 30 };

describe.each(["single", "cluster"] as const)("looking at lanes on Redis %s", (kind) => {
  let stopServer: () => Promise<void>;
  let redis: ReturnType<typeof openRedis>;
  let lanes: Lanes;
  let inspector: LaneInspector;
  let count = 0;
  const newLane = (): LaneKey => `direct:d${++count}.test`;

  beforeAll(async () => {
    const server = kind === "single" ? await startRedis() : await startRedisCluster();
    stopServer = () => server.stop();
    redis = openRedis(server.url, "patient", () => {});
    await waitUntilReady(redis, 10_000);
    lanes = createLanes({ redis, lockMs: LOCK_MS, shards: 2, onError: () => {} });
    await lanes.ready();
    inspector = createLaneInspector(redis, 2);
  }, 60_000);
  afterAll(async () => {
    await lanes?.close();
    redis?.disconnect();
    await stopServer?.();
  });

  it("finds a delivery wherever it is: waiting by its place, delayed by its time, in hand by its claim, or nowhere", async () => {
    const lane = newLane();
    const dueAtMs = Date.now() + 60_000;
    for (const id of ["a", "b", "c"]) await lanes.enqueue(id, lane);
    await lanes.enqueue("late", lane, dueAtMs);
    await lanes.enqueue("later", lane, dueAtMs + 5_000);
    expect(await inspector.locate(lane, "a")).toMatchObject({ at: "waiting", place: 1 });
    expect(await inspector.locate(lane, "c")).toMatchObject({ at: "waiting", place: 3 });
    const claim = (await lanes.claim(lane, "w1:7"))!;
    expect(await inspector.locate(lane, "a")).toEqual({
      at: "active",
      token: "w1:7",
      sinceMs: expect.any(Number),
      begun: false,
    });
    expect(await inspector.locate(lane, "b")).toMatchObject({ at: "waiting", place: 1 });
    const later = await inspector.locate(lane, "later");
    expect(later).toMatchObject({ at: "delayed", place: 2 });
    expect(later.at === "delayed" && Math.abs(later.dueAtMs - dueAtMs - 5_000)).toBeLessThan(50);
    expect(await inspector.locate(lane, "none")).toEqual({ at: "missing" });
    await lanes.complete(claim, false);
    expect(await inspector.locate(lane, "a")).toEqual({ at: "missing" });
    expect([await inspector.has(lane, "b"), await inspector.has(lane, "a")]).toEqual([true, false]);
    expect((await inspector.usedLast(2_000)).includes(lane)).toBe(true);
  });

  it("tells a claim that ran out, and a place in the burst", async () => {
    const lane = newLane();
    const bursts = createBurstLimits(redis, LOCK_MS, steadyPulse);
    await lanes.enqueue("a", lane);
    await lanes.claim(lane, "w1:1");
    await bursts.begin(lane, PACE, "w1:1", "a");
    expect(await inspector.locate(lane, "a")).toMatchObject({ at: "active", begun: true });
    await sleep(LOCK_MS + 50);
    const found = await inspector.locate(lane, "a");
    expect(found).toMatchObject({ at: "active", begun: false });
    expect(found).not.toHaveProperty("token");
  });

  it("counts places up to a limit, so that a deep lane holds nobody up", async () => {
    const lane = newLane();
    const ids = Array.from({ length: PLACES_COUNTED + 5 }, (_, i) => `m${i}`);
    for (let at = 0; at < ids.length; at += 1_000)
      await Promise.all(ids.slice(at, at + 1_000).map((id) => lanes.enqueue(id, lane)));
    expect(await inspector.locate(lane, ids[PLACES_COUNTED - 1]!)).toMatchObject({ place: PLACES_COUNTED });
    expect(await inspector.locate(lane, ids[PLACES_COUNTED]!)).toEqual({ at: "waiting", sinceMs: expect.any(Number) });
  });

  it("shows a lane's sessions and what each does, its burst, outage, cap, site and speed", async () => {
    const lane = newLane();
    const limits = createLaneLimits(redis, 60_000, steadyPulse);
    const bursts = createBurstLimits(redis, 60_000, steadyPulse);
    for (const id of ["a", "b", "c"]) await lanes.enqueue(id, lane);
    expect(await inspector.inspect(lane)).toMatchObject({
      waiting: 3,
      holders: [],
      burst: { started: 0, open: 0 },
      oldestWaiting: { deliveryId: "a" },
    });
    for (const id of ["w1:1", "w1:2", "w2:1"]) await limits.takeLease(lane, 5, id);
    await lanes.claim(lane, "w1:1");
    await lanes.enterIdle(lane, "w2:1", 60_000);
    for (const id of ["a", "b"]) await bursts.begin(lane, PACE, "w:1", id);
    await limits.reportConnected(lane, "mx.test");
    await lanes.noteSpeed(lane, 250);
    const busy = await inspector.inspect(lane);
    expect(busy).toMatchObject({
      waiting: 2,
      active: 1,
      burst: { started: 2, open: 2 },
      site: "mx.test",
      serviceMs: 250,
    });
    expect(new Map(busy.holders.map(({ leaseId, doing }) => [leaseId, doing]))).toEqual(
      new Map([
        ["w1:1", "sending"],
        ["w1:2", "opening"],
        ["w2:1", "idle"],
      ]),
    );
    for (const id of ["a", "b"]) await bursts.end(lane, PACE, "w:1", id, true);
    const pausing = await inspector.inspect(lane);
    expect(pausing.burst).toMatchObject({ open: 0, pauseUntilMs: expect.any(Number) });
    expect(await limits.countOutage(lane, "w1:1", 0, 5_000, "421 busy")).toMatchObject({ kind: "capped" });
    expect((await inspector.inspect(lane)).cap).toMatchObject({ limit: 2 });
    for (const id of ["w1:1", "w1:2", "w2:1"]) await limits.returnLease(lane, id);
    await limits.takeLease(lane, 5, "w1:3");
    await limits.countOutage(lane, "w1:3", 0, 5_000, "connect refused");
    const out = await inspector.inspect(lane);
    expect(out.outage).toMatchObject({ count: 1, error: "connect refused", lastAtMs: expect.any(Number) });
    expect(out.outage!.untilMs - out.outage!.lastAtMs!).toBe(5_000);
    expect(out.cap).toBeUndefined();
  });

  it("samples the times of delayed deliveries so that together they stand for all of them", async () => {
    const lane = newLane();
    const start = Date.now() + 100_000;
    await Promise.all(Array.from({ length: 100 }, (_, i) => lanes.enqueue(`d${i}`, lane, start + i * 1_000)));
    for (const samples of [1, 2, 32, 200]) {
      const { delayed, arrivals } = await inspector.inspect(lane, samples);
      expect(delayed).toBe(100);
      expect(arrivals).toHaveLength(Math.min(100, samples));
      if (samples > 1) expect(arrivals.reduce((sum, { count: some }) => sum + some, 0)).toBe(100);
      expect(Math.abs(arrivals[0]!.atMs - start)).toBeLessThan(100);
      if (samples > 1) expect(Math.abs(arrivals.at(-1)!.atMs - start - 99_000)).toBeLessThan(100);
    }
  });

  it("counts the tickets nobody had a session for", async () => {
    const before = await inspector.ticketsWaiting();
    await lanes.offerTicket(newLane(), 3, 2);
    await lanes.offerTicket(newLane(), 3, 1);
    expect(await inspector.ticketsWaiting()).toBe(before + 3);
  });
});
