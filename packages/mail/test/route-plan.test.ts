import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countAttempt,
  DEFAULT_RULE,
  freshProgress,
  hasNoRoute,
  laneOf,
  planRoute,
  type Progress,
  type RelayChoice,
} from "../src/index.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

const up = (id: string): RelayChoice => ({ id, usable: true });
const down = (id: string): RelayChoice => ({ id, usable: false });
const rule = (directAttempts: number, relayAttempts: number) => ({ ...DEFAULT_RULE, directAttempts, relayAttempts });
const after = (direct: number, tried: readonly string[] = [], relay = tried.length): Progress => ({
  ...freshProgress(0),
  attempts: direct + relay,
  directAttempts: direct,
  relayAttempts: relay,
  relaysTried: tried,
});
const plan = (...args: [Progress, ReturnType<typeof rule>, readonly RelayChoice[]]): string | undefined => {
  const planned = planRoute("b.test", ...args);
  return planned && `${laneOf(planned.route)}${planned.wait ? " after the delay" : ""}`;
};

describe("planRoute", () => {
  it.each([
    ["first try", after(0), rule(2, 3), [up("r1")], "direct:b.test"],
    ["direct again", after(1), rule(2, 3), [up("r1")], "direct:b.test after the delay"],
    ["direct used up: first relay at once", after(2), rule(2, 3), [up("r1"), up("r2")], "relay:r1"],
    ["relay only", after(0), rule(0, 3), [up("r1")], "relay:r1"],
    ["failing relay passed over", after(2), rule(2, 3), [down("r1"), up("r2")], "relay:r2"],
    ["all failing: in their order", after(2), rule(2, 3), [down("r1"), down("r2")], "relay:r1"],
    ["next relay of the round at once", after(2, ["r1"]), rule(2, 3), [up("r1"), up("r2")], "relay:r2"],
    ["untried but failing before a new round", after(2, ["r1"]), rule(2, 3), [up("r1"), down("r2")], "relay:r2"],
    ["new round", after(2, ["r1", "r2"]), rule(2, 3), [up("r1"), up("r2")], "relay:r1 after the delay"],
    ["one relay, again", after(2, ["r1"]), rule(2, 3), [up("r1")], "relay:r1 after the delay"],
    ["relay attempts used up", after(2, ["r1"], 3), rule(2, 3), [up("r1"), up("r2")], undefined],
    ["no relay", after(2), rule(2, 3), [], undefined],
    ["relays not allowed", after(2), rule(2, 0), [up("r1")], undefined],
    ["nothing allowed", after(0), rule(0, 0), [up("r1")], undefined],
    ["more direct attempts than the rule has now", after(5), rule(2, 3), [up("r1")], "relay:r1"],
  ])("%s", (_what, progress, some, relays, expected) => {
    expect(plan(progress, some, relays)).toBe(expected);
  });

  it("followed to the end uses exactly the attempts of the rule, direct first, and waits before each repeated way", () => {
    const relays = fc.uniqueArray(fc.record({ id: fc.constantFrom("r1", "r2", "r3", "r4"), usable: fc.boolean() }), {
      selector: (relay) => relay.id,
    });
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), relays, (direct, relay, choices) => {
        const some = rule(direct, relay);
        const ways: string[] = [];
        let progress = freshProgress(0);
        for (let planned = planRoute("b.test", progress, some, choices); planned;) {
          const lane = laneOf(planned.route);
          if (ways.at(-1) === lane) expect(planned.wait).toBe(true);
          ways.push(lane);
          expect(ways.length).toBeLessThanOrEqual(direct + relay);
          progress = countAttempt(progress, lane);
          planned = planRoute("b.test", progress, some, choices);
        }
        const directs = ways.filter((way) => way === "direct:b.test").length;
        expect(directs).toBe(direct);
        expect(ways.slice(0, direct).every((way) => way === "direct:b.test")).toBe(true);
        expect(ways.length - directs).toBe(choices.length === 0 ? 0 : relay);
        expect(hasNoRoute(some, choices)).toBe(ways.length === 0);
      }),
    );
  });
});
