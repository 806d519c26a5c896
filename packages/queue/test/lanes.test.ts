import { setTimeout as sleep } from "node:timers/promises";
import { createLaneLimits } from "@postlane/limits";
import type { LaneKey } from "@postlane/mail";
import { keys, openRedis, waitUntilReady } from "@postlane/redis";
import { startRedis, startRedisCluster, steadyPulse } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createLanes,
  holds,
  type Lanes,
  createWalkRequests,
  readSummary,
  startSweeper,
  startTicketWorker,
  sweep,
  type TicketWorker,
} from "../src/index.ts";

const LOCK_MS = 1_000;
/** What BullMQ keeps of a job; of these only `data` could hold a piece of the mail. */
const JOB_FIELDS = new Set(["name", "data", "opts", "timestamp", "delay", "priority", "deid", "ats", "atm", "stc"]);

describe.each(["single", "cluster"] as const)("lanes on Redis %s", (kind) => {
  let url: string;
  let stopServer: () => Promise<void>;
  let redis: ReturnType<typeof openRedis>;
  let lanes: Lanes;
  let count = 0;
  const newLane = (): LaneKey => `direct:d${++count}.test`;
  const workers: TicketWorker[] = [];
  async function runTickets(run: (lane: LaneKey) => Promise<void>, concurrency = 4): Promise<void> {
    const worker = startTicketWorker({
      redis,
      shards: 2,
      concurrency,
      // Longer than any of these tests: a ticket in hand is not to be taken for a dead worker's.
      lockMs: 60_000,
      name: "w",
      run,
      onError: () => {},
    });
    workers.push(worker);
    await worker.ready();
  }
  // A worker left over from a test that failed would take the tickets of the next.
  afterEach(async () => void (await Promise.all(workers.splice(0).map((worker) => worker.close()))));

  beforeAll(async () => {
    const server = kind === "single" ? await startRedis() : await startRedisCluster();
    url = server.url;
    stopServer = () => server.stop();
    redis = openRedis(url, "patient", () => {});
    await waitUntilReady(redis, 10_000);
    lanes = createLanes({ redis, lockMs: LOCK_MS, shards: 2, onError: () => {} });
    await lanes.ready();
  }, 60_000);
  afterAll(async () => {
    await lanes?.close();
    redis?.disconnect();
    await stopServer?.();
  });

  it("claims in order, completes and claims the next in one command", async () => {
    const lane = newLane();
    for (const id of ["a", "b", "a"]) await lanes.enqueue(id, lane);
    const a = await lanes.claim(lane, "t");
    expect(a).toMatchObject({ deliveryId: "a", lane, token: "t" });
    expect(holds(a!, performance.now())).toBe(true);
    expect(holds(a!, performance.now() + LOCK_MS)).toBe(false);
    const b = await lanes.complete(a!, true);
    expect(b?.deliveryId).toBe("b");
    expect(await lanes.complete(b!, true)).toBeUndefined();
    expect(await lanes.survey(lane)).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
  });

  it("keeps nothing of deliveries and tickets that have ended, nor of a ticket that failed", async () => {
    const lane = newLane();
    for (const id of ["a", "b"]) await lanes.enqueue(id, lane);
    await lanes.complete((await lanes.complete((await lanes.claim(lane, "t"))!, true))!, false);
    const prefix = `${keys.lanePrefix(lane)}:lane`;
    expect(await redis.zcard(`${prefix}:completed`)).toBe(0);
    expect(await redis.exists(`${prefix}:a`)).toBe(0);
    expect(await redis.exists(`${prefix}:b`)).toBe(0);
    let runs = 0;
    await runTickets(async (ran) => {
      if (ran === lane && ++runs === 2) throw new Error("as no session should end");
    });
    for (const ran of [1, 2, 3]) {
      if (ran < 3) await lanes.offerTicket(lane, 1);
      else await lanes.offerTimedTicket(lane, Date.now(), 1);
      await expect.poll(() => runs, { timeout: 20_000 }).toBe(ran);
    }
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    for (const shard of [0, 1])
      for (const ended of ["completed", "failed"])
        expect(await redis.zcard(`${keys.sessionsPrefix(shard)}:sessions-${shard}:${ended}`)).toBe(0);
  });

  it("has pointers in its jobs and nothing of the mail", async () => {
    const lane = newLane();
    await lanes.enqueue("a", lane);
    const delivery = await redis.hgetall(`${keys.lanePrefix(lane)}:lane:a`);
    expect(delivery).toMatchObject({ name: "delivery", data: "{}" });
    expect(Object.keys(delivery).filter((field) => !JOB_FIELDS.has(field))).toEqual([]);
    await lanes.offerTimedTicket(lane, Date.now() + 60_000, 1);
    const tickets = await Promise.all(
      [0, 1].map(async (shard) => {
        const sessions = `${keys.sessionsPrefix(shard)}:sessions-${shard}`;
        const ids = await redis.zrange(`${sessions}:delayed`, "0", "-1");
        return Promise.all(ids.map((id) => redis.hgetall(`${sessions}:${id}`)));
      }),
    );
    const ours = tickets.flat().filter(({ data }) => data?.includes(lane));
    expect(ours.map(({ data }) => data)).toEqual([JSON.stringify({ lane })]);
    expect(Object.keys(ours[0]!).filter((field) => !JOB_FIELDS.has(field))).toEqual([]);
    await lanes.complete((await lanes.claim(lane, "t"))!, false);
  });

  it("runs no more tickets at a time than it may", async () => {
    const lane = newLane();
    let running = 0;
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await runTickets(async () => {
      running++;
      await held;
    }, 4);
    await Promise.all(Array.from({ length: 20 }, () => lanes.offerTicket(lane, 20)));
    await expect.poll(() => running, { timeout: 20_000 }).toBe(2);
    await sleep(300);
    expect(running).toBe(2);
    letGo();
    await expect.poll(() => running, { timeout: 20_000 }).toBe(20);
  });

  it("puts back to the head, and postpones to a time", async () => {
    const lane = newLane();
    for (const id of ["a", "b"]) await lanes.enqueue(id, lane);
    await lanes.giveBack((await lanes.claim(lane, "t"))!);
    const a = (await lanes.claim(lane, "t"))!;
    expect(a.deliveryId).toBe("a");
    const dueAt = Date.now() + 2_000;
    await lanes.postpone(a, dueAt);
    const survey = await lanes.survey(lane);
    expect(survey).toMatchObject({ waiting: 1, delayed: 1 });
    expect(Math.abs(survey.nextDueMs! - dueAt)).toBeLessThan(5);
    expect(await lanes.complete((await lanes.claim(lane, "t"))!, true)).toBeUndefined();
    await sleep(dueAt - Date.now() + 10);
    expect((await lanes.claim(lane, "t"))?.deliveryId).toBe("a");
  });

  it("does not fail on a claim that is lost, and gives it to the next", async () => {
    const lane = newLane();
    await lanes.enqueue("a", lane);
    const lost = (await lanes.claim(lane, "dead"))!;
    await sleep(LOCK_MS + 50);
    expect(await lanes.extend(lost)).toBe(false);
    await lanes.recoverStalled(lane);
    await sleep(LOCK_MS / 2 + 50);
    await lanes.recoverStalled(lane);
    const again = await lanes.claim(lane, "alive");
    expect(again?.deliveryId).toBe("a");
    await lanes.postpone(lost, Date.now() + 10);
    await lanes.giveBack(lost);
    expect(await lanes.complete(lost, false)).toBeUndefined();
    expect(await lanes.extend(again!)).toBe(true);
    expect(await lanes.complete(again!, true)).toBeUndefined();
  });

  it("keeps at most one waiting and one running ticket a slot, and runs one offered meanwhile", async () => {
    const lane = newLane();
    let runs = 0;
    let running = 0;
    let most = 0;
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await runTickets(async () => {
      most = Math.max(most, ++running);
      await held;
      running--;
      runs++;
    }, 20);
    await Promise.all(Array.from({ length: 200 }, () => lanes.offerTicket(lane, 3)));
    await expect.poll(() => running, { timeout: 20_000 }).toBe(3);
    // Each slot is busy now: what is offered runs after it, once.
    await Promise.all(Array.from({ length: 30 }, () => lanes.offerTicket(lane, 3)));
    letGo();
    await expect.poll(() => (running === 0 ? runs : 0), { timeout: 20_000 }).toBe(6);
    await sleep(200);
    expect({ most, runs }).toEqual({ most: 3, runs: 6 });
  });

  it("calls a session only when one can come: none while all connections are in use, one when a lease has run out", async () => {
    const lane = newLane();
    const limits = createLaneLimits(redis, 60_000, steadyPulse);
    const tickets = async () =>
      (await Promise.all([0, 1].map((n) => redis.llen(`${keys.sessionsPrefix(n)}:sessions-${n}:wait`)))).reduce(
        (sum, waiting) => sum + waiting,
      );
    const before = await tickets();
    await limits.takeLease(lane, 2, "one");
    await limits.takeLease(lane, 2, "two");
    await lanes.callSession(lane, 2);
    expect(await tickets()).toBe(before);
    // As if their time were over.
    await redis.zadd(keys.laneLeases(lane), Date.now() - 1, "one", Date.now() - 1, "two");
    await lanes.callSession(lane, 2);
    await lanes.callSession(lane, 2);
    expect(await tickets()).toBeGreaterThan(before);
    await runTickets(async () => {});
    while ((await tickets()) > 0) await sleep(20);
  });

  it("heals: mail without a ticket gets one, a lane long empty goes with all its keys", async () => {
    const busy = newLane();
    const empty = newLane();
    await redis.del(keys.registry());
    await lanes.enqueue("x", busy);
    await lanes.enqueue("y", empty);
    await lanes.complete((await lanes.claim(empty, "t"))!, false);
    await redis.zadd(keys.registry(), "1", empty);
    const seen: string[] = [];
    await runTickets(async (lane) => void seen.push(lane));
    expect(await sweep({ lanes, maxConnections: () => 2, isSuspended: () => false, onError: () => {} })).toMatchObject({
      offered: 1,
      removed: 1,
    });
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual([busy]);
    expect(await redis.exists(`${keys.lanePrefix(empty)}:lane:meta`)).toBe(0);
    expect(await redis.zscore(keys.registry(), empty)).toBeNull();
    await lanes.complete((await lanes.claim(busy, "t"))!, false);
  });

  it("heals the other lanes when one cannot be looked after, and gives what a dead worker held a ticket at once", async () => {
    const broken = newLane();
    const stalled = newLane();
    const suspended = newLane();
    await redis.del(keys.registry());
    for (const lane of [broken, stalled, suspended]) await lanes.enqueue("x", lane);
    await redis.set(keys.laneBurst(broken), "not a hash");
    await lanes.claim(stalled, "dead");
    await lanes.complete((await lanes.claim(suspended, "t"))!, false);
    await lanes.enqueue("y", suspended);
    const held = newLane();
    await redis.zadd(keys.laneHeld(held), 1, "z");
    await redis.zadd(keys.registry(), "1", held);
    const errors: Error[] = [];
    const isSuspended = (lane: LaneKey): boolean => lane === suspended;
    const once = () => sweep({ lanes, maxConnections: () => 1, isSuspended, onError: (error) => errors.push(error) });
    expect(await once()).toMatchObject({ offered: 0, removed: 0 });
    expect(errors.map((error) => error.message)).toEqual([expect.stringContaining(broken)]);
    await sleep(LOCK_MS + 100);
    expect(await once()).toMatchObject({ offered: 1, removed: 0 });
    expect(await lanes.survey(held)).toMatchObject({ held: 1 });
    await redis.del(keys.laneBurst(broken));
    for (const lane of [broken, stalled, suspended]) await lanes.complete((await lanes.claim(lane, "t"))!, false);
  });

  it("calls a session that waits, never one whose time is over; else offers a ticket, unless all connections are in use", async () => {
    const lane = newLane();
    const heard: string[] = [];
    const subscriber = openRedis(url, "patient", () => {});
    subscriber.on("message", (_channel: string, session: string) => heard.push(session));
    await subscriber.subscribe(keys.wakeChannel("host-1:x"));
    const tickets = async (): Promise<number> => {
      const waiting = [0, 1].map((n) => redis.llen(`${keys.sessionsPrefix(n)}:sessions-${n}:wait`));
      return (await Promise.all(waiting)).reduce((sum, count) => sum + count, 0);
    };
    const offered = async (): Promise<number> => {
      const before = await tickets();
      await lanes.callSession(lane, 100);
      return (await tickets()) - before;
    };
    expect(await offered()).toBe(1);
    await lanes.enterIdle(lane, "host-1:x:7", 5_000);
    await lanes.enterIdle(lane, "host-1:x:8", 60);
    expect(await offered()).toBe(0);
    await sleep(80);
    expect(await offered()).toBe(1);
    await lanes.enterIdle(lane, "host-1:x:9", 5_000);
    await lanes.leaveIdle(lane, "host-1:x:9");
    expect(await offered()).toBe(1);
    await expect.poll(() => heard, { timeout: 20_000 }).toEqual(["host-1:x:7"]);
    const inUse = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`l${n}`, Date.now() + 60_000]));
    await redis.zadd(keys.laneLeases(lane), ...Object.entries(inUse).flatMap(([id, until]) => [until, id]));
    expect(await offered()).toBe(0);
    // One place is free: those at work will most likely come, a look soon is enough.
    await redis.zadd(keys.laneLeases(lane), Date.now() - 1, "l0");
    const later = async (): Promise<number> => {
      const delayed = [0, 1].map((n) => redis.zcard(`${keys.sessionsPrefix(n)}:sessions-${n}:delayed`));
      return (await Promise.all(delayed)).reduce((sum, count) => sum + count, 0);
    };
    const before = await later();
    // A second look within the same tenth of a second is the same one: here time stands still.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const calls = [await offered(), await offered()];
    vi.useRealTimers();
    expect([...calls, (await later()) - before]).toEqual([0, 0, 1]);
    await redis.del(keys.laneLeases(lane));
    // While the lane sleeps its timed ticket stands already.
    await redis.hset(keys.laneState(lane), "until", Date.now() + 60_000);
    expect(await offered()).toBe(0);
    await redis.hset(keys.laneState(lane), "until", Date.now() - 1);
    expect(await offered()).toBe(1);
    subscriber.disconnect();
  });

  describe("another connection", () => {
    const idAged = (ms: number): string => {
      const hex = Math.max(0, Date.now() - ms)
        .toString(16)
        .padStart(12, "0");
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8def-0123456789ab.0`;
    };
    const held = (lane: LaneKey, sessions: number): Promise<unknown> =>
      Promise.all(
        Array.from({ length: sessions }, (_, n) => redis.zadd(keys.laneLeases(lane), Date.now() + 60_000, `l${n}`)),
      );

    it.each([
      ["no session is at work", { sessions: 0, waiting: 1, ageMs: 0 }, true],
      ["nothing waits but what may have become due", { sessions: 1, waiting: 0, ageMs: 0 }, true],
      ["the speed is unknown and the mail young", { sessions: 1, waiting: 20, ageMs: 0 }, false],
      ["the speed is unknown and the mail has waited", { sessions: 1, waiting: 1, ageMs: 150 }, true],
      ["the sessions need long for what waits", { sessions: 2, waiting: 11, ageMs: 0, serveMs: 100 }, true],
      ["the sessions soon come to it", { sessions: 2, waiting: 9, ageMs: 300, serveMs: 100 }, false],
      [
        "the sessions should have come long ago: they are slow, or dead",
        { sessions: 2, waiting: 1, ageMs: 1_100, serveMs: 1 },
        true,
      ],
      ["a submitter's clock is ahead", { sessions: 1, waiting: 1, ageMs: -60_000, serveMs: 1 }, true],
    ])("%s", async (_, { sessions, waiting, ageMs, ...known }, needed) => {
      const lane = newLane();
      await held(lane, sessions);
      if ("serveMs" in known) await lanes.noteSpeed(lane, known.serveMs!);
      for (let n = 1; n < waiting; n++) await lanes.enqueue(`later-${n}`, lane);
      // The next delivery is the one that came first. Its age is told together with the question, or a slow machine would make it older.
      const first = waiting > 0 && redis.rpush(`${keys.lanePrefix(lane)}:lane:wait`, idAged(ageMs));
      const answer = lanes.needsConnection(lane);
      await first;
      expect(await answer).toBe(needed);
    });
  });

  it("tells a session that announces itself what waits already", async () => {
    const lane = newLane();
    expect(await lanes.enterIdle(lane, "host-1:x:1", 5_000)).toBe(0);
    await lanes.enqueue("a", lane);
    expect(await lanes.enterIdle(lane, "host-1:x:1", 5_000)).toBe(1);
    await lanes.complete((await lanes.claim(lane, "t"))!, false);
    expect(await lanes.enterIdle(lane, "host-1:x:1", 5_000)).toBe(0);
  });

  it("passes over sessions of a worker that nobody hears any more", async (context) => {
    // In a cluster a script hears only of listeners on its own node: there such an entry holds until its time is over.
    if (kind === "cluster") return context.skip();
    const lane = newLane();
    await lanes.enterIdle(lane, "dead:1", 60_000);
    const seen: string[] = [];
    await runTickets(async (ran) => void seen.push(ran));
    await lanes.callSession(lane, 1);
    await expect.poll(() => seen, { timeout: 20_000 }).toContain(lane);
    return undefined;
  });

  it("loses no wake-up without the sweeper: all sent once, never more connections than allowed", async () => {
    // Locks that outlast a busy machine: here nothing asks a ledger before it sends.
    const steady = createLanes({ redis, lockMs: 30_000, shards: 2, onError: () => {} });
    await steady.ready();
    const outcome = await drainWithoutSweeper(redis, steady, { deliveries: 3_000, lanes: 60, maxConnections: 2 });
    await steady.close();
    expect(outcome).toEqual({ sent: 3_000, twice: 0, overLimit: 0 });
  }, 60_000);

  it("runs the sweeper as one scheduler of the fleet", async () => {
    const lane = newLane();
    await lanes.enqueue("z", lane);
    let runs = 0;
    await runTickets(async (ran) => void (ran === lane && runs++));
    const sweepers = await Promise.all(
      [1, 2].map(() =>
        startSweeper({
          redis,
          lanes,
          maxConnections: () => 1,
          isSuspended: () => false,
          everyMs: 500,
          onError: () => {},
        }),
      ),
    );
    const startedAt = performance.now();
    await expect.poll(() => runs, { timeout: 20_000, interval: 20 }).toBeGreaterThanOrEqual(3);
    expect(runs).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 500);
    expect((await readSummary(redis))?.deepest).toContainEqual({ lane, waiting: 1 });
    await Promise.all(sweepers.map((sweeper) => sweeper.close()));
    await lanes.complete((await lanes.claim(lane, "t"))!, false);
  });
  it("walks before its time when it is asked, once for all who ask", async () => {
    const lane = newLane();
    const sweeper = await startSweeper({
      redis,
      lanes,
      maxConnections: () => 1,
      isSuspended: () => false,
      everyMs: 60_000,
      onError: () => {},
    });
    const requests = [1, 2].map(() => createWalkRequests(redis, () => {}));
    const lastWalk = async () => (await readSummary(redis))?.atMs ?? 0;
    await expect.poll(lastWalk, { timeout: 20_000 }).toBeGreaterThan(0);
    await lanes.enqueue("a", lane);
    const before = await lastWalk();
    await Promise.all(requests.flatMap((one) => [one.ask(), one.ask()]));
    await expect.poll(lastWalk).toBeGreaterThan(before);
    expect((await readSummary(redis))?.deepest).toContainEqual({ lane, waiting: 1 });
    await sweeper.close();
    for (const one of requests) one.close();
    await lanes.complete((await lanes.claim(lane, "t"))!, false);
  });
  it("begins again when Redis did not take the sweeper's next walk", async () => {
    const options = {
      redis,
      lanes,
      maxConnections: () => 1,
      isSuspended: () => false,
      everyMs: 200,
      onError: () => {},
    };
    const sweeper = await startSweeper(options);
    const lastWalk = async (): Promise<number> => (await readSummary(redis))?.atMs ?? 0;
    await expect.poll(lastWalk, { timeout: 20_000 }).toBeGreaterThan(0);
    // As when it ran out of memory just then: the walk ended, and no next one is written down.
    for (const state of ["delayed", "wait", "repeat"]) await redis.del(`${keys.sweeperPrefix()}:sweeper:${state}`);
    const stoppedAt = Date.now();
    await expect.poll(lastWalk, { timeout: 20_000 }).toBeGreaterThan(stoppedAt + 500);
    await sweeper.close();
  });
});

/** The ticket protocol alone: two workers, deliveries that are retried, leases, and nobody to heal what is forgotten. */
async function drainWithoutSweeper(
  redis: ReturnType<typeof openRedis>,
  lanes: Lanes,
  wanted: { deliveries: number; lanes: number; maxConnections: number },
): Promise<{ sent: number; twice: number; overLimit: number }> {
  const limits = createLaneLimits(redis, 30_000, steadyPulse);
  const sent = new Map<string, number>();
  const retried = new Set<string>();
  const open = new Map<LaneKey, number>();
  let overLimit = 0;
  let ids = 0;
  const run = async (lane: LaneKey): Promise<void> => {
    const id = `s${ids++}`;
    if ((await limits.takeLease(lane, wanted.maxConnections, id)).kind !== "granted") return;
    open.set(lane, (open.get(lane) ?? 0) + 1);
    if (open.get(lane)! > wanted.maxConnections) overLimit++;
    let claim = await lanes.claim(lane, id);
    while (claim) {
      if (!retried.has(claim.deliveryId) && Math.random() < 0.1) {
        retried.add(claim.deliveryId);
        const due = Date.now() + 200 + Math.random() * 800;
        await Promise.all([lanes.postpone(claim, due), lanes.offerTimedTicket(lane, due, 1_000)]);
        claim = await lanes.claim(lane, id);
        continue;
      }
      sent.set(claim.deliveryId, (sent.get(claim.deliveryId) ?? 0) + 1);
      claim = await lanes.complete(claim, true);
    }
    open.set(lane, open.get(lane)! - 1);
    await limits.returnLease(lane, id);
    if ((await lanes.survey(lane)).waiting > 0) await lanes.offerTicket(lane, wanted.maxConnections);
  };
  const workers = ["w1", "w2"].map((name) =>
    startTicketWorker({ redis, shards: 2, concurrency: 20, lockMs: 30_000, name, run, onError: () => {} }),
  );
  await Promise.all(workers.map((worker) => worker.ready()));
  let n = 0;
  const submit = async (): Promise<void> => {
    while (n < wanted.deliveries) {
      const id = n++;
      const lane: LaneKey = `direct:s${Math.floor(Math.random() ** 2 * wanted.lanes)}.test`;
      await lanes.enqueue(`s${id}`, lane);
      await lanes.callSession(lane, wanted.maxConnections);
    }
  };
  await Promise.all(Array.from({ length: 20 }, submit));
  for (let still = 0, last = -1; sent.size < wanted.deliveries && still < 100;) {
    await sleep(100);
    still = sent.size === last ? still + 1 : 0;
    last = sent.size;
  }
  await Promise.all(workers.map((worker) => worker.close()));
  return { sent: sent.size, twice: [...sent.values()].filter((times) => times > 1).length, overLimit };
}
