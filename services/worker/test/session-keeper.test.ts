import type { BurstLimits, LaneLimits, SiteLimits } from "@postlane/limits";
import type { LaneKey } from "@postlane/mail";
import type { Claim, Lanes } from "@postlane/queue";
import { afterEach, describe, expect, it } from "vitest";
import { laneTarget } from "../src/lane-target.ts";
import type { Session } from "../src/session.ts";
import { createSessionKeeper, type SessionKeeper } from "../src/session-keeper.ts";
import { eventually } from "./support/eventually.ts";

/** Longer than a busy machine keeps a process waiting: one that stood still for so long is taken for stopped. */
const LEASE_MS = 800;
const LANE: LaneKey = "direct:b.test";
let keeper: SessionKeeper;
afterEach(() => keeper.close());

/** A keeper on limits that answer as told. */
function keep(answers: {
  lane?: LaneLimits["renewLease"];
  site?: () => Promise<boolean>;
  claim?: (claim: Claim) => Promise<boolean>;
  sessions?: number;
}): SessionKeeper {
  const yes = async () => true;
  return createSessionKeeper({
    lanes: { extend: answers.claim ?? yes } as Partial<Lanes> as Lanes,
    laneLimits: { renewLease: answers.lane ?? yes } as Partial<LaneLimits> as LaneLimits,
    siteLimits: { renewLease: answers.site ?? yes } as Partial<SiteLimits> as SiteLimits,
    burstLimits: { renew: async () => {} } as Partial<BurstLimits> as BurstLimits,
    leaseMs: LEASE_MS,
    sessions: answers.sessions ?? 10,
    onError: () => {},
  });
}

function session(some: Partial<Session> = {}): Session {
  return {
    id: "w:1",
    lane: LANE,
    target: laneTarget(LANE, { rules: [], relays: [], ehloName: "", directPort: 25 }),
    startedAtMs: 0,
    outages: [],
    streak: 0,
    leaseValidUntil: performance.now() + LEASE_MS,
    claims: new Set(),
    inBurst: new Map(),
    reconnectsAtStart: 0,
    launched: 0,
    abort: new AbortController(),
    ...some,
  };
}

describe("what a session holds", () => {
  it("is not renewed by a process that was stopped for longer than it lasts", async () => {
    let asked = 0;
    keeper = keep({ lane: async () => (asked++, true) });
    const one = session();
    keeper.add(one);
    const until = performance.now() + LEASE_MS * 2;
    while (performance.now() < until);
    const before = asked;
    await new Promise((resolve) => one.abort.signal.addEventListener("abort", resolve));
    expect(one.stop).toBe("lease lost");
    expect(asked).toBe(before);
  });

  it.each([
    ["held", 1_000, 20],
    ["has lapsed here, too", -1, 0],
  ])("may come back when Redis has lost it, if it %s a moment ago", async (_what, ms, rejoinUpTo) => {
    const asked: number[] = [];
    keeper = keep({ lane: async (...[, , upTo]) => (asked.push(upTo ?? 0), true) });
    const one = session({ leaseValidUntil: performance.now() + ms });
    const { maxConnections } = one.target.pace;
    keeper.add(one);
    keeper.renewAll();
    expect(asked).toEqual([rejoinUpTo && maxConnections]);
  });

  it("is renewed again and again, counted from before Redis was asked", async () => {
    keeper = keep({});
    const one = session();
    const before = one.leaseValidUntil;
    keeper.add(one);
    await eventually(() => one.leaseValidUntil).toBeGreaterThan(before + LEASE_MS);
    expect(one.leaseValidUntil).toBeLessThanOrEqual(performance.now() + LEASE_MS);
    expect(one.stop).toBeUndefined();
  });

  it("is not asked for again before a slow Redis has answered, and does not count as renewed meanwhile", async () => {
    let asked = 0;
    keeper = keep({ lane: () => (asked++, new Promise(() => {})) });
    const one = session();
    const before = one.leaseValidUntil;
    keeper.add(one);
    await eventually(() => asked).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, LEASE_MS * 2));
    expect(asked).toBe(1);
    expect(one.leaseValidUntil).toBe(before);
  });

  it.each<[string, Parameters<typeof keep>[0], Partial<Session>]>([
    ["the lane's lease", { lane: async () => false }, {}],
    ["the site's lease", { site: async () => false }, { site: "s" }],
    ["a claim", { claim: async () => false }, { claims: new Set([{ deliveryId: "m.0", validUntil: 9e9 } as Claim]) }],
  ])("ends the session when %s is lost", async (_what, answers, some) => {
    keeper = keep(answers);
    const one = session(some);
    keeper.add(one);
    await eventually(() => one.stop).toBe("lease lost");
    expect(one.abort.signal.aborted).toBe(true);
    for (const claim of one.claims) expect(claim.validUntil).toBe(0);
  });

  it("may be given up while it is being renewed", async () => {
    const claim = { deliveryId: "m.0", validUntil: 9e9 } as Claim;
    const one = session({ claims: new Set([claim]) });
    let asked = 0;
    keeper = keep({
      claim: async () => {
        asked++;
        one.claims.delete(claim);
        return false;
      },
    });
    keeper.add(one);
    await eventually(() => asked).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, LEASE_MS));
    expect(one.stop).toBeUndefined();
  });
});

describe("places", () => {
  it("are counted when they are given, not when the session is there", () => {
    keeper = keep({ sessions: 2 });
    expect([keeper.admit(LANE), keeper.admit("direct:c.test"), keeper.admit("direct:d.test")]).toEqual([
      true,
      true,
      false,
    ]);
    keeper.release(LANE);
    expect(keeper.admit("direct:d.test")).toBe(true);
  });

  it("leave no room for idleness after somebody was refused", () => {
    keeper = keep({ sessions: 10 });
    expect(keeper.hasRoom()).toBe(true);
    for (let n = 0; n < 11; n++) keeper.admit(`direct:${n}.test`);
    expect(keeper.hasRoom()).toBe(false);
  });

  it("are waited for at a stop, but not for ever", async () => {
    keeper = keep({});
    keeper.admit(LANE);
    expect(await keeper.drained(50)).toBe(1);
    setTimeout(() => keeper.release(LANE), 30);
    expect(await keeper.drained(5_000)).toBe(0);
  });
});
