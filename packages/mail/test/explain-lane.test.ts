import { describe, expect, it } from "vitest";
import { explainLane, type LaneFacts, type WaitingCause } from "../src/index.ts";
import { laneFacts, later, NOW } from "./waiting-facts.ts";

const due = (...seconds: number[]) => ({
  delayed: seconds.length,
  arrivals: seconds.map((one) => ({ atMs: later(one), count: 1 })),
});
const pause = { started: 5, open: 0, pauseUntilMs: later(1) };
const holders = [{ worker: "w1", doing: "sending" as const }];

describe("explainLane", () => {
  it.each<[string, WaitingCause | undefined, Partial<LaneFacts>, object?]>([
    ["an empty lane", undefined, {}],
    ["one in a pause", undefined, { burst: pause }],
    ["one of held mail only", "held", { held: 2 }],
    ["a lane of retries", "retry", due(30, 60), { untilMs: later(30), summary: expect.stringContaining("All 2 wait") }],
    ["retries behind an outage", "outage", { ...due(30), outage: { untilMs: later(60), count: 1, error: "no" } }],
    ["an outage before the retries", "retry", { ...due(90), outage: { untilMs: later(60), count: 1, error: "no" } }],
    ["a retry that is due", "turn", due(-1, 60)],
    ["retries without a worker", "no_worker", { ...due(30), workersAlive: 0 }],
    ["mail", "turn", { waiting: 3 }],
    ["mail behind retries", "turn", { waiting: 1, ...due(30) }],
    ["mail and its sessions", "connection_limit", { waiting: 3, active: 10, connections: { inUse: 10, holders } }],
    ["the last mail", "sending", { active: 1, connections: { inUse: 1, holders } }, { worker: "w1" }],
    ["the last mail, claimed in a pause", "burst_pause", { active: 1, burst: pause }, { untilMs: later(1) }],
  ])("of %s: %s", (_what, cause, some, more = {}) => {
    const told = explainLane(laneFacts(some));
    if (cause === undefined) expect(told).toBeUndefined();
    else expect(told).toMatchObject({ cause, ...more });
  });

  it("names who was suspended as a person would", () => {
    const of = (target: NonNullable<LaneFacts["suspension"]>["target"]): string | undefined =>
      explainLane(
        laneFacts({
          waiting: 1,
          suspension: { id: "x", target, by: "ann", reason: "", sinceMs: NOW, untilMs: later(60) },
        }),
      )?.summary;
    const rest = " is suspended by ann until 2026-03-10T12:01:00.000Z: no reason given.";
    expect(of({ kind: "all" })).toBe(`All delivery${rest}`);
    expect(of({ kind: "lane", lane: "direct:b.test" })).toBe(`The lane${rest}`);
    expect(of({ kind: "domain", domain: "b.test" })).toBe(`Mail for b.test${rest}`);
    expect(of({ kind: "relay", relayId: "r" })).toBe(`Relay r${rest}`);
  });
});
