import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arrivals, type DrainLane, drainedAtMs, firstArrivals } from "../src/index.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

const lane = (some: Partial<DrainLane> = {}): DrainLane => ({
  nowMs: 0,
  connections: 1,
  serviceMs: 100,
  maxContinuous: 0,
  pauseMs: 0,
  burst: { started: 0 },
  ...some,
});
const due = (count: number, atMs = 0): readonly Arrivals[] => [{ atMs, count }];
const bursts = { maxContinuous: 5, pauseMs: 2_000, connections: 5 };

describe("drainedAtMs", () => {
  it.each<[string, Partial<DrainLane>, readonly Arrivals[], number]>([
    ["nothing takes no time", {}, [], 0],
    ["one takes its time, however many connections", { connections: 10 }, due(1), 100],
    ["one after another", {}, due(10), 1_000],
    ["side by side", { connections: 4 }, due(10), 250],
    ["with half a connection, twice as long", { connections: 0.5 }, due(10), 2_000],
    ["not before an outage ends", { startsAtMs: 60_000 }, due(10), 61_000],
    ["a burst has no pause after it", bursts, due(5), 100],
    ["a pause between two bursts", bursts, due(6), 2_200],
    ["40 mails, 5 in a row, 2 s: seven pauses", bursts, due(40), 7 * 2_000 + 8 * 100],
    ["what the burst has had counts", { ...bursts, burst: { started: 3 } }, due(4), 100 + 2_000 + 100],
    ["a full burst pauses first", { ...bursts, burst: { started: 5 } }, due(1), 2_100],
    ["a pause that has begun", { ...bursts, burst: { started: 5, pauseUntilMs: 700 } }, due(5), 800],
    [
      "an outage longer than the pause",
      { ...bursts, startsAtMs: 9_000, burst: { started: 5, pauseUntilMs: 700 } },
      due(5),
      9_100,
    ],
    ["a lane idle for a pause starts afresh", { ...bursts, startsAtMs: 2_000, burst: { started: 4 } }, due(5), 2_100],
    ["a pause of a rule without bursts counts no more", { burst: { started: 5, pauseUntilMs: 700 } }, due(1), 100],
    ["each at its time", {}, [...due(1), ...due(1, 5_000)], 5_100],
    ["a queue behind its time", {}, [...due(80), ...due(1, 5_000)], 8_100],
    ["retries take part in bursts", bursts, [...due(5), ...due(1, 1_000)], 3_100],
    ["retries after an idle time start one", bursts, [...due(5), ...due(5, 10_000)], 10_100],
  ])("%s", (_what, some, arrivals, at) => {
    expect(drainedAtMs(lane(some), arrivals)).toBe(at);
  });

  it("takes longer with more mail, and no longer with more connections, a shorter pause or a longer burst", () => {
    const number = (max: number, min = 0) => fc.integer({ min, max });
    fc.assert(
      fc.property(
        fc.record({
          connections: number(10, 1),
          serviceMs: number(500, 1),
          maxContinuous: number(8, 1),
          pauseMs: number(3_000),
        }),
        number(60, 1),
        number(20_000),
        (some, count, atMs) => {
          const takes = (more: Partial<DrainLane> = {}, mails = count): number =>
            drainedAtMs(lane({ ...some, ...more }), due(mails, atMs));
          expect(takes()).toBeGreaterThanOrEqual(atMs);
          expect(takes({}, count + 1)).toBeGreaterThanOrEqual(takes());
          expect(takes({ connections: some.connections + 1 })).toBeLessThanOrEqual(takes());
          expect(takes({ pauseMs: 0 })).toBeLessThanOrEqual(takes());
          expect(takes({ maxContinuous: 0 })).toBeLessThanOrEqual(takes());
        },
      ),
    );
  });

  it("is what happens one by one", () => {
    // Every delivery for itself, one connection: the formula for whole bursts must not differ.
    const stepwise = (count: number, { serviceMs, maxContinuous, pauseMs }: DrainLane): number => {
      let at = 0;
      for (let n = 0; n < count; n++) at += (n > 0 && n % maxContinuous === 0 ? pauseMs : 0) + serviceMs;
      return at;
    };
    for (let count = 1; count < 40; count++)
      for (const maxContinuous of [1, 2, 5, 7]) {
        const some = lane({ maxContinuous, pauseMs: 1_000 });
        expect(drainedAtMs(some, due(count))).toBe(stepwise(count, some));
      }
  });
});

it("takes the first arrivals, part of the last", () => {
  const all = [...due(3), ...due(4, 10), ...due(5, 20)];
  expect(firstArrivals(all, 5)).toEqual([...due(3), ...due(2, 10)]);
  expect(firstArrivals(all, 0)).toEqual([]);
  expect(firstArrivals(all, 99)).toEqual(all);
});
