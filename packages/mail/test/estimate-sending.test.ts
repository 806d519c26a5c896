import { describe, expect, it } from "vitest";
import {
  ASSUMED_SERVICE_MS,
  type DeliveryFacts,
  estimateDrain,
  estimateSending,
  type LaneFacts,
  lanePace,
} from "../src/index.ts";
import { attempts, deliveryFacts, laneFacts, later, NOW } from "./waiting-facts.ts";

/** One connection, a second for each delivery, no bursts. */
const steady: Partial<LaneFacts> = {
  ...lanePace("direct:b.test", [{ domain: "b.test", maxConnections: 1, maxContinuous: 0 }], []),
  serviceMs: 1_000,
};
const arrivals = [
  { atMs: later(10), count: 1 },
  { atMs: later(20), count: 2 },
];
const suspension = { id: "all", target: { kind: "all" }, by: "ann", reason: "", sinceMs: NOW } as const;

describe("estimateSending", () => {
  it.each<[string, Partial<DeliveryFacts>, Partial<LaneFacts>, number | undefined]>([
    ["the next", {}, {}, 1],
    ["the fifth, behind two in hand", { job: { at: "waiting", place: 5 } }, { waiting: 9, active: 2 }, 7],
    ["one too far back to be counted: at the latest with the last", { job: { at: "waiting" } }, { waiting: 90 }, 90],
    ["a retry", { job: { at: "delayed", dueAtMs: later(30), place: 1 }, ledger: attempts(1) }, { waiting: 0 }, 31],
    ["a retry behind a queue", { job: { at: "delayed", dueAtMs: later(3), place: 1 } }, { waiting: 9 }, 10],
    ["a retry behind others", { job: { at: "delayed", dueAtMs: later(20), place: 3 } }, { waiting: 0, arrivals }, 22],
    ["behind an outage", {}, { outage: { untilMs: later(60), count: 1, error: "" } }, 61],
    ["behind a suspension", {}, { suspension: { ...suspension, untilMs: later(60) } }, 61],
    ["suspended without end", {}, { suspension }, undefined],
    ["without a worker", {}, { workersAlive: 0 }, undefined],
    ["without a way", { hasWay: false }, {}, undefined],
    ["behind a relay switched off", {}, { relayTrouble: "switched off" }, undefined],
    ["held", { ledger: { ...attempts(0), state: "held" } }, {}, undefined],
    ["uncommitted", { ledger: undefined }, {}, undefined],
    ["in no lane", { job: { at: "missing" } }, {}, undefined],
    ["being sent", { job: { at: "active", worker: "w", workerAlive: true, inBurst: false } }, { active: 1 }, undefined],
    [
      "on a site of two lanes",
      { job: { at: "waiting", place: 5 } },
      { site: { name: "s", inUse: 1, holders: [], lanes: 2 } },
      10,
    ],
  ])("of one that is %s", (_what, some, lane, seconds) => {
    const estimate = estimateSending(deliveryFacts(some, { ...steady, ...lane }));
    expect(estimate && (estimate.atMs - NOW) / 1_000).toBe(seconds);
  });

  it("of one that is claimed and waits for the pause: after it", () => {
    const burst = { started: 5, open: 0, pauseUntilMs: later(4) };
    const job = { at: "active", worker: "w", workerAlive: true, inBurst: false } as const;
    const estimate = estimateSending(deliveryFacts({ job }, { waiting: 0, active: 1, burst, serviceMs: 100 }));
    expect(estimate!.atMs).toBe(later(4.1));
  });
});

describe("estimateDrain", () => {
  it("counts what is due now, or what waits for a later time as well", () => {
    const lane = laneFacts({ ...steady, waiting: 5, delayed: 3, arrivals });
    expect(estimateDrain(lane, "due")!.atMs).toBe(later(5));
    expect(estimateDrain(lane, "all")!.atMs).toBe(later(22));
  });

  it("keeps to the fewer connections of a server that refused more, and says what it goes by", () => {
    const connections = { inUse: 2, holders: [], cap: { limit: 2, untilMs: later(20) } };
    const lane = laneFacts({
      waiting: 10,
      connections,
      ...lanePace("direct:b.test", [{ domain: "*", maxContinuous: 0 }], []),
    });
    expect(estimateDrain(lane, "due")).toEqual({
      atMs: NOW + 5 * ASSUMED_SERVICE_MS,
      serviceMs: ASSUMED_SERVICE_MS,
      basis: "assumed",
      connections: 2,
    });
    expect(estimateDrain({ ...lane, serviceMs: 100 }, "due")).toMatchObject({ basis: "observed", serviceMs: 100 });
  });
});
