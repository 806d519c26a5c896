import { describe, expect, it } from "vitest";
import { type LaneKey, type Suspension, suspensionIdOf, suspensionOf, type SuspensionTarget } from "../src/index.ts";

function suspend(target: SuspensionTarget, untilMs?: number): Suspension {
  const common = { id: suspensionIdOf(target), target, reason: "", by: "", sinceMs: 0 };
  return untilMs === undefined ? common : { ...common, untilMs };
}

const all = suspend({ kind: "all" });
const lane = suspend({ kind: "lane", lane: "direct:b.test" });
const relayLane = suspend({ kind: "lane", lane: "relay:r" });
const domain = suspend({ kind: "domain", domain: "b.test" });
const relay = suspend({ kind: "relay", relayId: "r" });

describe("suspensionOf", () => {
  it.each<[string, LaneKey, string | undefined, Suspension, boolean]>([
    ["everything stops a lane", "direct:a.test", undefined, all, true],
    ["everything stops a delivery", "relay:r", "a.test", all, true],
    ["a lane stops itself", "direct:b.test", undefined, lane, true],
    ["a lane stops no other", "direct:a.test", "b.test", lane, false],
    ["a direct lane does not stop its domain's mail in a relay's lane", "relay:r", "b.test", lane, false],
    ["a domain stops its own lane", "direct:b.test", undefined, domain, true],
    ["a domain does not stop a relay's lane as a whole", "relay:r", undefined, domain, false],
    ["a domain stops its deliveries in a relay's lane", "relay:r", "b.test", domain, true],
    ["a domain stops no other's deliveries there", "relay:r", "a.test", domain, false],
    ["a domain does not stop those below it", "direct:x.b.test", "x.b.test", domain, false],
    ["a relay stops its lane", "relay:r", "a.test", relay, true],
    ["a relay stops no other relay", "relay:r2", "a.test", relay, false],
    ["a relay stops no direct lane", "direct:r", "r", relay, false],
    ["a relay's lane is its relay", "relay:r", undefined, relayLane, true],
  ])("%s", (_what, ofLane, ofDomain, suspension, stopped) => {
    expect(suspensionOf(ofLane, ofDomain, [suspension], 1_000)).toBe(stopped ? suspension : undefined);
  });

  it("ends with its time", () => {
    const until = suspend({ kind: "all" }, 1_000);
    expect(suspensionOf("relay:r", undefined, [until], 999)).toBe(until);
    expect(suspensionOf("relay:r", undefined, [until], 1_000)).toBeUndefined();
  });

  it("names the one that lasts longest", () => {
    const short = suspend({ kind: "relay", relayId: "r" }, 2_000);
    const long = suspend({ kind: "lane", lane: "relay:r" }, 3_000);
    expect(suspensionOf("relay:r", undefined, [short, long], 1_000)).toBe(long);
    expect(suspensionOf("relay:r", undefined, [all, long], 1_000)).toBe(all);
  });
});

it("has one id for each target", () => {
  expect([all, lane, domain, relay].map(({ target }) => suspensionIdOf(target))).toEqual([
    "all",
    "lane:direct:b.test",
    "domain:b.test",
    "relay:r",
  ]);
});
