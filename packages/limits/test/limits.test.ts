import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_RULE, type LaneKey, type Pace } from "@postlane/mail";
import { keys, openRedis, type Trust, waitUntilReady } from "@postlane/redis";
import { startRedis, steadyPulse } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBurstLimits, createLaneAlarm, createLaneLimits, createSiteLimits, readSite } from "../src/index.ts";

/** What is to run out does so after this; whatever else is held lasts as long as any test. */
const SHORT_MS = 1_000;
const LEASE_MS = 60_000;
const server = await startRedis();
const redis = openRedis(server.url, "patient", () => {});
const lanes = createLaneLimits(redis, LEASE_MS, steadyPulse);
const alarm = createLaneAlarm(redis);
const sites = createSiteLimits(redis, LEASE_MS, steadyPulse);
const bursts = createBurstLimits(redis, LEASE_MS, steadyPulse);
const mortal = {
  lanes: createLaneLimits(redis, SHORT_MS, steadyPulse),
  sites: createSiteLimits(redis, SHORT_MS, steadyPulse),
  bursts: createBurstLimits(redis, SHORT_MS, steadyPulse),
};
let count = 0;
const newLane = (): LaneKey => `direct:d${++count}.test`;
const pace = (maxContinuous: number, continuingDelaySeconds: number): Pace => ({
  ...DEFAULT_RULE,
  maxContinuous,
  continuingDelaySeconds,
});

beforeAll(() => waitUntilReady(redis, 5_000));
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

describe("connection lease of a lane", () => {
  it("is granted up to the limit, by any number of askers at once, and free again when given back", async () => {
    const lane = newLane();
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => lanes.takeLease(lane, 3, `l${i}`)));
    const granted = answers.flatMap((answer, i) => (answer.kind === "granted" ? [`l${i}`] : []));
    expect(granted).toHaveLength(3);
    await lanes.returnLease(lane, granted[0]!);
    expect((await lanes.takeLease(lane, 3, "next")).kind).toBe("granted");
    expect((await lanes.takeLease(lane, 3, "more")).kind).toBe("full");
  });

  it("runs out when its worker died, and cannot be renewed when another has its place", async () => {
    const lane = newLane();
    const until = async (): Promise<number> => Number(await redis.zscore(keys.laneLeases(lane), "dead"));
    await mortal.lanes.takeLease(lane, 1, "dead");
    const first = await until();
    await sleep(50);
    expect(await mortal.lanes.renewLease(lane, "dead")).toBe(true);
    expect(await until()).toBeGreaterThanOrEqual(first + 49);
    expect((await lanes.takeLease(lane, 1, "b")).kind).toBe("full");
    await sleep(SHORT_MS * 1.05);
    expect((await lanes.takeLease(lane, 1, "b")).kind).toBe("granted");
    expect(await lanes.renewLease(lane, "dead", 1)).toBe(false);
    expect((await lanes.takeLease(lane, 1, "c")).kind).toBe("full");
  });

  it("is kept late while nobody has its place", async () => {
    const lane = newLane();
    await mortal.lanes.takeLease(lane, 1, "late");
    await sleep(SHORT_MS * 1.2);
    expect(await lanes.renewLease(lane, "late")).toBe(true);
    expect((await lanes.takeLease(lane, 1, "b")).kind).toBe("full");
  });

  it("comes back when Redis has lost it, if there is room and it may", async () => {
    const lane = newLane();
    const site = `s${++count}`;
    await lanes.takeLease(lane, 1, "a");
    await redis.del(keys.laneLeases(lane));
    expect(await lanes.renewLease(lane, "a")).toBe(false);
    expect(await lanes.renewLease(lane, "a", 1)).toBe(true);
    expect(await lanes.renewLease(lane, "b", 1)).toBe(false);
    expect((await lanes.takeLease(lane, 1, "b")).kind).toBe("full");
    expect(await sites.renewLease(site, "a")).toBe(false);
    expect(await sites.renewLease(site, "a", 1)).toBe(true);
    expect(await sites.takeLease(site, 1, "b", lane)).toBe(false);
  });

  it("is granted again to whoever asks again, for the first answer may have been lost", async () => {
    const lane = newLane();
    const site = `s${++count}`;
    for (const _ of [1, 2]) {
      expect((await lanes.takeLease(lane, 1, "a")).kind).toBe("granted");
      expect(await sites.takeLease(site, 1, "a", lane)).toBe(true);
    }
    expect((await lanes.takeLease(lane, 1, "b")).kind).toBe("full");
    expect(await sites.takeLease(site, 1, "b", lane)).toBe(false);
  });

  it("holds a changed limit from the next lease on", async () => {
    const lane = newLane();
    await lanes.takeLease(lane, 2, "a");
    expect((await lanes.takeLease(lane, 1, "b")).kind).toBe("full");
    expect((await lanes.takeLease(lane, 2, "b")).kind).toBe("granted");
  });
});

describe("after Redis was away", () => {
  const clock = async () => Number((await redis.time())[0]) * 1_000;
  const trusted = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER };

  it.each<[string, (nowMs: number) => Partial<Trust>]>([
    ["soon after it came back", (nowMs) => ({ fromMs: nowMs + 60_000 })],
    ["not heard again yet", (nowMs) => ({ untilMs: nowMs - 60_000 })],
  ])("%s, nobody gets a place, whether it seems free or lapsed", async (_when, change) => {
    const pulse = { trust: () => ({ ...trusted, ...trust }) };
    let trust: Partial<Trust> = {};
    const [ofLane, ofSite] = [createLaneLimits(redis, SHORT_MS, pulse), createSiteLimits(redis, SHORT_MS, pulse)];
    const [lane, site] = [newLane(), `s${++count}`];
    await ofLane.takeLease(lane, 1, "alive");
    await ofSite.takeLease(site, 1, "alive", lane);
    await sleep(SHORT_MS * 1.2);
    const nowMs = await clock();
    trust = change(nowMs);
    const answer = await ofLane.takeLease(lane, 1, "b");
    expect(answer.kind).toBe("unsettled");
    expect(answer.kind === "unsettled" && answer.untilMs).toBeGreaterThan(nowMs);
    expect((await ofLane.takeLease(newLane(), 1, "b")).kind).toBe("unsettled");
    expect(await ofSite.takeLease(site, 1, "b", lane)).toBe(false);
    expect((await ofLane.takeLease(lane, 1, "alive")).kind).toBe("granted");
    expect(await ofLane.renewLease(lane, "alive")).toBe(true);
    trust = {};
    expect((await ofLane.takeLease(lane, 1, "b")).kind).toBe("full");
    expect(await ofSite.takeLease(site, 1, "b", lane)).toBe(true);
  });

  it("no delivery of a burst is taken for ended", async () => {
    let trust: Partial<Trust> = {};
    const limits = createBurstLimits(redis, SHORT_MS, { trust: () => ({ ...trusted, ...trust }) });
    const lane = newLane();
    expect((await limits.begin(lane, pace(1, 0.1), "w:1", "a")).kind).toBe("go");
    await sleep(SHORT_MS * 1.5);
    trust = { untilMs: 0 };
    expect((await limits.begin(lane, pace(1, 0.1), "w:1", "b")).kind).toBe("busy");
    trust = {};
    expect((await limits.begin(lane, pace(1, 0.1), "w:1", "b")).kind).toBe("go");
  });
});

describe("outage of a lane", () => {
  it("is probed at once when somebody wants it, by one session, and counts on from there", async () => {
    const lane = newLane();
    await lanes.takeLease(lane, 5, "a");
    await lanes.countOutage(lane, "a", 0, 60_000, "refused");
    await lanes.returnLease(lane, "a");
    expect((await lanes.takeLease(lane, 5, "b")).kind).toBe("outage");
    expect(await alarm.endSleep(lane)).toBe(true);
    expect(await alarm.endSleep(lane)).toBe(false);
    expect(await lanes.takeLease(lane, 5, "b")).toMatchObject({ kind: "granted", streak: 1 });
    expect((await lanes.takeLease(lane, 5, "c")).kind).toBe("full");
    expect((await lanes.countOutage(lane, "b", 1, 60_000, "refused")).kind).toBe("counted");
    expect(await alarm.endSleep(newLane())).toBe(false);
  });

  it("is counted once for all sessions that saw it, refuses leases until its end, then lets one probe", async () => {
    const lane = newLane();
    await Promise.all([lanes.takeLease(lane, 5, "a"), lanes.takeLease(lane, 5, "b")]);
    const seen = await Promise.all([
      lanes.countOutage(lane, "a", 0, 1_500, "refused"),
      lanes.countOutage(lane, "b", 0, 1_500, "refused"),
    ]);
    expect(seen.map((answer) => answer.kind)).toEqual(["counted", "known"]);
    await Promise.all([lanes.returnLease(lane, "a"), lanes.returnLease(lane, "b")]);
    expect((await lanes.takeLease(lane, 5, "c")).kind).toBe("outage");
    await sleep(1_520);
    const probe = await lanes.takeLease(lane, 5, "c");
    expect(probe).toMatchObject({ kind: "granted", streak: 1 });
    expect(probe.kind === "granted" && probe.outages).toHaveLength(1);
    expect((await lanes.takeLease(lane, 5, "d")).kind).toBe("full");
    await lanes.reportServed(lane);
    expect(await lanes.takeLease(lane, 5, "d")).toMatchObject({ kind: "granted", streak: 0 });
  });

  it("is not ended by a session that connected meanwhile, only by one that was served", async () => {
    const lane = newLane();
    await lanes.takeLease(lane, 5, "a");
    await lanes.takeLease(lane, 5, "b");
    expect((await lanes.countOutage(lane, "a", 0, 60_000, "421")).kind).toBe("counted");
    await lanes.reportConnected(lane);
    expect((await lanes.countOutage(lane, "b", 0, 60_000, "421")).kind).toBe("known");
    await lanes.reportServed(lane);
    expect((await lanes.takeLease(lane, 5, "c")).kind).toBe("granted");
  });

  it("is none while others of the lane are connected: the lane keeps to their number for a while", async () => {
    const lane = newLane();
    await lanes.takeLease(lane, 5, "a");
    await lanes.reportConnected(lane);
    await lanes.takeLease(lane, 5, "b");
    expect(await lanes.countOutage(lane, "b", 0, 60_000, "421 too many")).toEqual({ kind: "capped", connections: 1 });
    await lanes.returnLease(lane, "b");
    expect((await lanes.takeLease(lane, 5, "c")).kind).toBe("full");
  });
});

describe("lease of a site", () => {
  it("is shared by lanes; who gives back wakes the lane that waited longest, one only", async () => {
    const site = `s${++count}`;
    expect(await sites.takeLease(site, 1, "a", "direct:a.test")).toBe(true);
    expect(await sites.takeLease(site, 1, "b", "direct:b.test")).toBe(false);
    await sleep(5);
    expect(await sites.takeLease(site, 1, "c", "direct:c.test")).toBe(false);
    expect(await sites.takeLease(site, 1, "b", "direct:b.test")).toBe(false);
    expect(await sites.isWanted(site)).toBe(true);
    expect(await sites.returnLease(site, "a")).toBe("direct:b.test");
    expect(await sites.takeLease(site, 1, "b", "direct:b.test")).toBe(true);
    expect(await sites.returnLease(site, "b")).toBe("direct:c.test");
    expect(await sites.returnLease(site, "x")).toBeUndefined();
  });
});

describe("for whoever asks", () => {
  it("the holders of a lane's connections and since when; one that ran out goes with the next lease", async () => {
    const lane = newLane();
    const [first] = [await mortal.lanes.takeLease(lane, 3, "dead"), await lanes.takeLease(lane, 3, "a")];
    const holders = (): Promise<Record<string, string>> => redis.hgetall(keys.laneHolders(lane));
    expect(Object.keys(await holders()).sort()).toEqual(["a", "dead"]);
    expect(Number((await holders())["dead"])).toBe(first.kind === "granted" && first.nowMs);
    await lanes.returnLease(lane, "a");
    expect(Object.keys(await holders())).toEqual(["dead"]);
    await sleep(SHORT_MS + 20);
    await lanes.takeLease(lane, 3, "b");
    expect(Object.keys(await holders())).toEqual(["b"]);
  });

  it("the lanes that hold a site's connections, and those in line", async () => {
    const site = `s${++count}`;
    await mortal.sites.takeLease(site, 2, "dead", "direct:d.test");
    await sleep(SHORT_MS + 20);
    await sites.takeLease(site, 2, "a", "direct:a.test");
    await sites.takeLease(site, 2, "b", "direct:b.test");
    await sites.takeLease(site, 2, "c", "direct:c.test");
    const reading = await readSite(redis, site, Date.now());
    expect(reading).toEqual({
      inUse: 2,
      holders: [
        { leaseId: "a", lane: "direct:a.test" },
        { leaseId: "b", lane: "direct:b.test" },
      ],
      inLine: [{ lane: "direct:c.test", sinceMs: expect.any(Number) }],
    });
    expect(await redis.hlen(keys.siteHolders(site))).toBe(2);
    await sites.returnLease(site, "a");
    expect(await readSite(redis, site, Date.now())).toMatchObject({ inUse: 1, inLine: [] });
    expect(await redis.hkeys(keys.siteHolders(site))).toEqual(["b"]);
  });

  it("the site of a lane", async () => {
    const lane = newLane();
    const site = (): Promise<string | null> => redis.hget(keys.laneState(lane), "site");
    await lanes.reportConnected(lane);
    expect(await site()).toBeNull();
    await lanes.reportConnected(lane, "mx.test");
    expect(await site()).toBe("mx.test");
    await lanes.noteSite(lane, "other.test");
    expect(await site()).toBe("other.test");
  });
});

describe("burst", () => {
  it("starts so many over all sessions, pauses when the last has ended, then begins anew", async () => {
    const lane = newLane();
    const p = pace(3, 1.5);
    const answers = await Promise.all([1, 2, 3, 4].map((n) => bursts.begin(lane, p, "w:1", `m${n}`)));
    expect(answers.map((answer) => answer.kind)).toEqual(["go", "go", "go", "busy"]);
    expect(await bursts.end(lane, p, "w:1", "m1", true)).toBe(0);
    expect(await bursts.end(lane, p, "w:1", "m2", true)).toBe(0);
    const pause = await bursts.end(lane, p, "w:1", "m3", true);
    expect(pause).toBe(1_500);
    const answer = await bursts.begin(lane, p, "w:1", "m4");
    expect(answer.kind).toBe("pause");
    await sleep((answer as { waitMs: number }).waitMs);
    expect((await bursts.begin(lane, p, "w:1", "m4")).kind).toBe("go");
  });

  it("audited over six sessions, never lets more follow one another than allowed", async () => {
    const lane = newLane();
    const pauseMs = 60;
    const p = pace(4, pauseMs / 1000);
    const spans: { start: number; end: number }[] = [];
    const send = async (session: number): Promise<void> => {
      for (let n = 0; n < 10;) {
        const answer = await bursts.begin(lane, p, "w:1", `s${session}-${n}`);
        if (answer.kind !== "go") {
          await sleep(answer.kind === "pause" ? answer.waitMs : 3);
          continue;
        }
        const start = performance.now();
        await sleep(Math.random() * 12);
        spans.push({ start, end: performance.now() });
        await bursts.end(lane, p, "w:1", `s${session}-${n++}`, true);
      }
    };
    await Promise.all([1, 2, 3, 4, 5, 6].map(send));
    spans.sort((a, b) => a.start - b.start);
    let inRun = 0;
    let runEnd = -Infinity;
    for (const span of spans) {
      inRun = span.start - runEnd >= pauseMs - 1 ? 1 : inRun + 1;
      runEnd = Math.max(runEnd, span.end);
      expect(inRun).toBeLessThanOrEqual(4);
    }
    expect(spans).toHaveLength(60);
  });

  it("does not count what never reached the server", async () => {
    const lane = newLane();
    const p = pace(1, 10);
    await bursts.begin(lane, p, "w:1", "m1");
    expect(await bursts.end(lane, p, "w:1", "m1", false)).toBe(0);
    expect((await bursts.begin(lane, p, "w:1", "m2")).kind).toBe("go");
  });

  it("is kept by whoever has the delivery now, when another who had it before comes back", async () => {
    const lane = newLane();
    const p = pace(1, 0.2);
    await mortal.bursts.begin(lane, p, "asleep:1", "m1");
    await sleep(SHORT_MS + 220);
    expect((await bursts.begin(lane, p, "w:1", "m1")).kind).toBe("go");
    for (const sent of [true, false]) expect(await bursts.end(lane, p, "asleep:1", "m1", sent)).toBe(0);
    expect((await bursts.begin(lane, p, "w:2", "m2")).kind).toBe("busy");
    expect(await bursts.end(lane, p, "w:1", "m1", true)).toBe(200);
  });

  it("starts afresh after an idle time as long as the pause", async () => {
    const lane = newLane();
    const p = pace(2, 0.1);
    await bursts.begin(lane, p, "w:1", "m1");
    await bursts.end(lane, p, "w:1", "m1", true);
    await sleep(120);
    expect((await bursts.begin(lane, p, "w:1", "m2")).kind).toBe("go");
    expect((await bursts.begin(lane, p, "w:1", "m3")).kind).toBe("go");
  });

  it("counts a dead worker's delivery as ended when its lease ran out, and pauses from then", async () => {
    const lane = newLane();
    const p = pace(1, 2);
    await mortal.bursts.begin(lane, p, "w:1", "dead");
    expect((await bursts.begin(lane, p, "w:1", "m")).kind).toBe("busy");
    await sleep(SHORT_MS + 20);
    const answer = await bursts.begin(lane, p, "w:1", "m");
    expect(answer.kind).toBe("pause");
    await sleep((answer as { waitMs: number }).waitMs);
    expect((await bursts.begin(lane, p, "w:1", "m")).kind).toBe("go");
  });
});
