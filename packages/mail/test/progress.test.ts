import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chargeOutages, countAttempt, freshProgress, type LaneKey, type Progress } from "../src/index.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

const DIRECT: LaneKey = "direct:b.test";
const RELAY: LaneKey = "relay:r1";

const lane = fc.constantFrom<LaneKey>(DIRECT, RELAY, "relay:r2");
const outages = fc.uniqueArray(fc.integer({ min: 0, max: 2_000 }), { maxLength: 30 });
const progress: fc.Arbitrary<Progress> = fc
  .tuple(fc.nat(20), fc.nat(20), fc.subarray(["r1", "r2", "r3"]), fc.integer({ min: 0, max: 2_000 }))
  .map(([directAttempts, relayAttempts, relaysTried, laneSinceMs]) => ({
    attempts: directAttempts + relayAttempts,
    directAttempts,
    relayAttempts,
    relaysTried,
    laneSinceMs,
  }));

describe("countAttempt", () => {
  it("counts direct and relay attempts apart, and each relay once in the round", () => {
    let now = freshProgress(7);
    for (const tried of [DIRECT, DIRECT, RELAY, "relay:r2", RELAY] as const) now = countAttempt(now, tried);
    expect(now).toEqual({
      attempts: 5,
      directAttempts: 2,
      relayAttempts: 3,
      relaysTried: ["r1", "r2"],
      laneSinceMs: 7,
    });
  });

  it("keeps a relay id that holds a colon", () => {
    expect(countAttempt(freshProgress(0), "relay:a:b").relaysTried).toEqual(["a:b"]);
  });
});

describe("chargeOutages", () => {
  it.each([
    ["none", 100, [], 0],
    ["before it came", 100, [50, 99, 100], 0],
    ["after it came", 100, [101], 1],
    ["both", 100, [300, 50, 200, 100], 2],
  ])("charges outages %s", (_what, laneSinceMs, seen, charged) => {
    const charge = chargeOutages(freshProgress(laneSinceMs), DIRECT, seen);
    expect(charge).toMatchObject({ attempts: charged, directAttempts: charged, relayAttempts: 0 });
  });

  it("counts an outage of a relay as an attempt by that relay", () => {
    expect(chargeOutages(freshProgress(0), RELAY, [1, 2])).toMatchObject({ relayAttempts: 2, relaysTried: ["r1"] });
  });

  it("does not depend on the order of the outages", () => {
    fc.assert(
      fc.property(progress, lane, outages, fc.infiniteStream(fc.nat()), (from, where, seen, keys) => {
        const shuffled = seen
          .map((at) => ({ at, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ at }) => at);
        expect(chargeOutages(from, where, shuffled)).toEqual(chargeOutages(from, where, seen));
      }),
    );
  });

  it("charges each outage once, however often and in whatever portions it is told of them", () => {
    fc.assert(
      fc.property(progress, lane, outages, fc.nat(30), (from, where, seen, cut) => {
        const inOrder = seen.toSorted((a, b) => a - b);
        const atOnce = chargeOutages(from, where, inOrder);
        expect(chargeOutages(atOnce, where, inOrder)).toBe(atOnce);
        const first = chargeOutages(from, where, inOrder.slice(0, cut));
        expect(chargeOutages(first, where, inOrder)).toEqual(atOnce);
      }),
    );
  });

  it("changes nothing else and keeps the sum", () => {
    fc.assert(
      fc.property(progress, lane, outages, (from, where, seen) => {
        const to = chargeOutages(from, where, seen);
        const charged = seen.filter((at) => at > from.laneSinceMs).length;
        expect(to.attempts).toBe(from.attempts + charged);
        expect(to.directAttempts + to.relayAttempts).toBe(to.attempts);
        expect(to.laneSinceMs).toBe(Math.max(from.laneSinceMs, ...seen));
      }),
    );
  });
});
